import Cryptography

/// A usage log as a file: entries one after the other, a CBOR sequence (RFC 8742), from any index on.
public struct UsageLog: Hashable, Sendable {
    /// The entries.
    public let entries: [LogEntry]

    /// A log of these entries.
    public init(_ entries: [LogEntry]) {
        self.entries = entries
    }

    /// Reads entries that must fill `bytes`; there must be one at least.
    public init(_ bytes: [UInt8]) throws(DocumentError) {
        var reader = DocumentReader(bytes.span)
        var entries: [LogEntry] = []
        repeat {
            do { entries.append(try LogEntry(reading: &reader)) } catch { throw error.within("log[\(entries.count)]") }
        } while !reader.isAtEnd
        self.entries = entries
    }

    /// The encoding: the same bytes that a value was read from.
    public func encoded() -> [UInt8] { entries.flatMap { $0.encoded() } }

    /// The chain value after the entries, from the one before them.
    public func head(from before: Digest384) -> Digest384 {
        entries.reduce(before) { LogSegment.extend($0, by: $1.encoded()) }
    }
}
