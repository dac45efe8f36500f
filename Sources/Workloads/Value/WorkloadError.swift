/// Why a file can't be used as a workload: where, what, and what would mend it.
package struct WorkloadError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Where in the file.
    package enum Place: Hashable, Sendable {
        /// The file as a whole.
        case whole
        /// A line, from 1.
        case line(Int)
        /// A node, event or message, from 1.
        case record(Int)
    }

    /// The file.
    package let file: String
    /// Where in it.
    package let place: Place
    /// The field, such as `inputs.shapes`; nil where it is not one field.
    package let field: String?
    /// What is wrong.
    package let reason: String
    /// What would mend it.
    package let mend: String

    /// An error at a place.
    package init(file: String, place: Place, field: String? = nil, reason: String, mend: String) {
        self.file = file
        self.place = place
        self.field = field
        self.reason = reason
        self.mend = mend
    }

    init(_ fault: RecordFault, file: String, place: Place) {
        self.init(file: file, place: place, field: fault.field, reason: fault.reason, mend: fault.mend)
    }

    /// File, place and field, what is wrong, the mend.
    package var description: String {
        let position =
            switch place {
            case .whole: file
            case .line(let line): "\(file):\(line)"
            case .record(let record): "\(file): record \(record)"
            }
        return "\(position): \(field.map { "\($0): " } ?? "")\(reason); \(mend)"
    }
}
