/// A log as somebody has it.
public struct LogCopy: Hashable, Sendable {
    /// What it is called in findings.
    public let name: String
    /// The file of entries.
    public let entries: [UInt8]
    /// The signed head; nil where there is none.
    public let head: [UInt8]?

    /// A log.
    public init(name: String, entries: [UInt8], head: [UInt8]?) {
        self.name = name
        self.entries = entries
        self.head = head
    }
}

/// A signed head as somebody kept it.
public struct KeptHead: Hashable, Sendable {
    /// What it is called in findings.
    public let name: String
    /// The signed note.
    public let bytes: [UInt8]

    /// A head.
    public init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }
}
