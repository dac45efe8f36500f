/// Why a YAML file is not the document that was expected: where, what, and what would mend it.
public struct AgreementError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file.
    public let file: String
    /// The line, from 1; nil where the whole file is meant.
    public let line: Int?
    /// The column, from 1; nil where the whole file is meant.
    public let column: Int?
    /// The field, as a path of names.
    public let field: String
    /// What is wrong.
    public let reason: String
    /// What would mend it.
    public let mend: String

    package init(file: String, line: Int?, column: Int?, field: String, reason: String, mend: String) {
        self.file = file
        self.line = line
        self.column = column
        self.field = field
        self.reason = reason
        self.mend = mend
    }

    /// File, line and column, field, reason, mend; what can't be printed is a question mark.
    public var description: String {
        let place = [file, line.map(String.init), column.map(String.init)].compactMap(\.self).joined(separator: ":")
        let text = "\(place): " + (field.isEmpty ? "" : "\(field): ") + "\(reason); \(mend)"
        return text.printable
    }
}
