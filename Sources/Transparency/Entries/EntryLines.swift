/// The file of a log's entries, cut into lines: any bytes have one.
public struct EntryLines: Hashable, Sendable {
    /// The lines, without their line feeds.
    public let lines: [ArraySlice<UInt8>]
    /// Whether the last line has its line feed.
    public let isComplete: Bool

    /// The lines of a file.
    public init(_ bytes: [UInt8]) {
        var lines = bytes.split(separator: 0x0a, omittingEmptySubsequences: false)
        isComplete = lines.last?.isEmpty ?? true
        if isComplete { lines = lines.dropLast() }
        self.lines = lines
    }

    /// How many there are.
    public var count: Int { lines.count }
}
