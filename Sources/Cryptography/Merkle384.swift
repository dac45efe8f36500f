/// A Merkle tree over SHA-384 (RFC 9162, section 2.1).
///
/// A leaf is SHA-384(00 ‖ data), a node SHA-384(01 ‖ left ‖ right); the left part of n leaves holds the largest power
/// of two below n, so a tree grows at its right edge only.
public struct Merkle384: Sendable {
    /// `levels[0]` are the leaves; each level above pairs the one below and lifts an odd last node unchanged.
    private let levels: [[Digest384]]

    /// The tree over these entries, each of any length.
    public init(entries: [[UInt8]]) {
        self.init(leaves: entries.map(Digest384.leaf))
    }

    /// The tree over leaf hashes that `Digest384.leaf` made.
    public init(leaves: [Digest384]) {
        var levels = [leaves]
        while let below = levels.last, below.count > 1 {
            var level: [Digest384] = []
            level.reserveCapacity((below.count + 1) / 2)
            for index in stride(from: 0, to: below.count, by: 2) {
                let pairs = index + 1 < below.count
                level.append(pairs ? Digest384.node(below[index], below[index + 1]) : below[index])
            }
            levels.append(level)
        }
        self.levels = levels
    }

    /// How many entries the tree has.
    public var count: Int { levels[0].count }

    /// The hash of the whole tree; that of no entries is SHA-384 of nothing (RFC 9162, section 2.1.1).
    public var root: Digest384 {
        levels[levels.count - 1].first ?? .emptyTree
    }

    /// The hashes that lead from an entry to the root, or nil when there is no such entry (section 2.1.3.1).
    public func inclusionProof(at index: Int) -> InclusionProof<Digest384>? {
        guard levels[0].indices.contains(index) else { return nil }
        var path: [Digest384] = []
        for (height, level) in levels.enumerated() {
            let sibling = (index >> height) ^ 1
            if level.indices.contains(sibling) { path.append(level[sibling]) }
        }
        return InclusionProof(index: index, size: count, path: path)
    }
}
