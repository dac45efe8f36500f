/// A piece of evidence as somebody presented it.
public struct Exhibit: Hashable, Sendable {
    /// What it is called in findings: its file.
    public let name: String
    /// Its bytes.
    public let bytes: [UInt8]

    /// An exhibit.
    public init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }
}
