/// Why bytes are no CoRIM, or none that can be used here: where, what is wrong, and what would mend it.
public struct CorimError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The field, as a path of the names that the draft's CDDL uses; empty for the whole.
    public let field: String
    /// The byte from the start of the document, where the place is known.
    public let offset: Int?
    /// What is wrong.
    public let reason: String
    /// What would mend it.
    public let mend: String

    /// An error in `field`.
    public init(field: String, offset: Int? = nil, reason: String, mend: String) {
        self.field = field
        self.offset = offset
        self.reason = reason
        self.mend = mend
    }

    /// A sentence: field and byte, reason, mend.
    public var description: String {
        let place = [field.isEmpty ? nil : "field \(field)", offset.map { "byte \($0)" }].compactMap(\.self)
        return (place.isEmpty ? "" : place.joined(separator: ", ") + ": ") + "\(reason); \(mend)"
    }
}
