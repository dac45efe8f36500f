/// Why a YAML file is not the document that was expected: where, what, and what would mend it.
public struct AgreementError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file.
    public let file: String
    /// The line, from 1; nil where the whole file is meant.
    public let line: Int?
    /// The field, as a path of names.
    public let field: String
    /// What is wrong.
    public let reason: String
    /// What would mend it.
    public let mend: String

    /// File and line, field, reason, mend.
    public var description: String {
        let place = line.map { "\(file):\($0)" } ?? file
        return "\(place): " + (field.isEmpty ? "" : "field \(field): ") + "\(reason); \(mend)"
    }
}
