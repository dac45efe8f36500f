/// What is wrong with one record; the reader adds file and place.
struct RecordFault: Error, Hashable {
    /// The field.
    let field: String?
    /// What is wrong.
    let reason: String
    /// What would mend it.
    let mend: String

    /// A fault of a field; the usual mend is to record the trace again.
    init(_ field: String?, _ reason: String, mend: String = "record the trace again, or leave the record out") {
        self.field = field
        self.reason = reason
        self.mend = mend
    }
}
