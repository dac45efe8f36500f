import Cryptography

/// The end of a log, without its entries: their tree, and what the next entry must follow. What a program keeps that
/// appends to a log that lies elsewhere.
public struct LogTail: Sendable {
    /// The tree of the entries.
    public private(set) var tree: LogTree
    /// When the last entry was written; nil where there is none.
    public private(set) var time: UTCSeconds?

    /// The end of a log without entries.
    public init() { tree = LogTree() }

    /// Adds an entry that was read.
    ///
    /// - Throws: `LogError` where it does not follow the entries before it.
    public mutating func append(_ entry: Entry) throws(LogError) {
        guard entry.index == tree.count, entry.previous == previous, entry.time >= time ?? entry.time,
            entry.document.map({ Digest384(hashing: $0) == entry.digest }) ?? true
        else {
            throw LogError(place: tree.count, reason: "it does not follow the entry before it, or is not whole")
        }
        add(entry, leaf: entry.leaf)
    }

    /// Adds what a draft becomes, and returns it with its line. A moment before that of the last entry becomes that one.
    ///
    /// - Throws: where the line would be longer than a line may be, and nobody could read the log.
    public mutating func append(
        _ draft: EntryDraft, at moment: UTCSeconds
    ) throws(EntryError) -> (entry: Entry, line: [UInt8]) {
        let entry = Entry(draft, index: tree.count, previous: previous, time: max(moment, time ?? moment))
        let line = try entry.bounded()
        add(entry, leaf: .leaf(line))
        return (entry, line)
    }

    /// The head of all entries.
    public func checkpoint(origin: String) -> Checkpoint {
        Checkpoint(origin: origin, size: tree.count, root: tree.root(of: tree.count) ?? Digest256.emptyTree)
    }

    private var previous: Digest256 { tree.leaves.last ?? Digest256.emptyTree }

    private mutating func add(_ entry: Entry, leaf: Digest256) {
        tree.append(leaf)
        time = entry.time
    }
}
