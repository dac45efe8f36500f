import Cryptography

/// The usage log since the previous attestation of this boot, chained by digests.
public struct LogSegment: Hashable, Sendable {
    /// The index of the first entry, counted from 0 at manufacture.
    public var first: UInt64
    /// The chain value before the first entry.
    public var before: Digest384
    /// The entries.
    public var entries: [LogEntry]
    /// The chain value after the last entry.
    public var head: Digest384
    /// Entries that the chip had no room for.
    public var dropped: UInt64

    /// A segment.
    public init(first: UInt64, before: Digest384, entries: [LogEntry], head: Digest384, dropped: UInt64) {
        self.first = first
        self.before = before
        self.entries = entries
        self.head = head
        self.dropped = dropped
    }

    /// The index that the next segment should start at, or nil where it would pass 2^64.
    public var next: UInt64? {
        let (next, overflow) = first.addingReportingOverflow(UInt64(entries.count))
        return overflow ? nil : next
    }

    /// The chain value that the entries give: head(i) = SHA-384(head(i−1) ‖ entry(i)).
    public var computedHead: Digest384 {
        entries.reduce(before) { LogSegment.extend($0, by: $1.encoded()) }
    }

    /// The chain value after one more entry.
    public static func extend(_ head: Digest384, by entry: [UInt8]) -> Digest384 {
        var hasher = SHA384Hasher()
        hasher.update(head)
        hasher.update(entry)
        return hasher.finalise()
    }
}
