import Cryptography

/// A log that is whole: entries that follow one another, and their tree.
public struct TransparencyLog: Sendable {
    /// The entries.
    public private(set) var entries: [Entry]
    /// Their tree.
    public private(set) var tree: LogTree

    /// A log without entries.
    public init() {
        entries = []
        tree = LogTree()
    }

    /// Reads a file of entries.
    ///
    /// - Throws: `LogError` at the first line that is no entry, or does not follow the one before it.
    public init(_ bytes: [UInt8]) throws(LogError) {
        self.init()
        let file = EntryLines(bytes)
        for (place, line) in file.lines.enumerated() {
            let entry: Entry
            let line = Array(line)
            do { entry = try Entry(line) } catch { throw LogError(place: place, reason: error.reason) }
            guard entry.index == place, entry.previous == previous, entry.time >= entries.last?.time ?? entry.time,
                entry.document.map({ Digest384(hashing: $0) == entry.digest }) ?? true
            else { throw LogError(place: place, reason: "it does not follow the entry before it, or is not whole") }
            add(entry, leaf: .leaf(line))
        }
        guard file.isComplete else { throw LogError(place: entries.count - 1, reason: "the line has no end") }
    }

    /// The leaf hash that the next entry must name.
    private var previous: Digest256 { tree.leaves.last ?? Digest256.emptyTree }

    /// Adds an entry at its end. A moment before that of the last entry becomes that one: a log's time does not run back.
    ///
    /// - Throws: where the line would be longer than a line may be, and nobody could read the log.
    public mutating func append(_ draft: EntryDraft, at moment: UTCSeconds) throws(EntryError) {
        let entry = Entry(
            draft, index: entries.count, previous: previous, time: max(moment, entries.last?.time ?? moment))
        add(entry, leaf: .leaf(try entry.bounded()))
    }

    private mutating func add(_ entry: Entry, leaf: Digest256) {
        entries.append(entry)
        tree.append(leaf)
    }

    /// The head of its first `size` entries; nil where there are fewer.
    public func checkpoint(origin: String, size: Int) -> Checkpoint? {
        tree.root(of: size).map { Checkpoint(origin: origin, size: size, root: $0) }
    }

    /// The head of all entries.
    public func checkpoint(origin: String) -> Checkpoint {
        Checkpoint(origin: origin, size: entries.count, root: tree.root(of: entries.count) ?? Digest256.emptyTree)
    }

    /// The file: the same bytes that a log was read from.
    public func encoded() -> [UInt8] { entries.flatMap { $0.encoded() + [0x0a] } }
}

/// Why a file is no whole log.
public struct LogError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The entry, from 0.
    public let place: Int
    /// What is wrong.
    public let reason: String

    /// What is wrong, where.
    public var description: String { "entry \(place): \(reason)" }
}
