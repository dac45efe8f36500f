/// Why a trust directory can't be used: which file, where, what is wrong and what would mend it.
public struct TrustError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file, relative to the directory.
    public let file: String
    /// The line, where the file is text and the place is known.
    public let line: Int?
    /// The field, as a path of names.
    public let field: String
    /// What is wrong.
    public let reason: String
    /// What would mend it.
    public let mend: String

    /// An error in `file`.
    public init(file: String, line: Int? = nil, field: String = "", reason: String, mend: String) {
        self.file = file
        self.line = line
        self.field = field
        self.reason = reason
        self.mend = mend
    }

    /// File and line, field, reason, mend.
    public var description: String {
        let place = line.map { "\(file):\($0)" } ?? file
        return "\(place): " + (field.isEmpty ? "" : "field \(field): ") + "\(reason); \(mend)"
    }
}
