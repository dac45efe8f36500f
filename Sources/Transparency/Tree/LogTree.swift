import Cryptography

/// The Merkle tree of a log, at its present size and at every earlier one (RFC 9162, section 2.1).
public struct LogTree: Sendable {
    /// `levels[k][i]` is the hash of the entries from i·2^k up to (i + 1)·2^k, once there are all of them.
    private var levels: [[Digest256]] = [[]]

    /// The tree over leaf hashes, none unless they are given.
    public init(leaves: [Digest256] = []) {
        for leaf in leaves { append(leaf) }
    }

    /// How many entries there are.
    public var count: Int { levels[0].count }

    /// The hashes of the entries.
    public var leaves: [Digest256] { levels[0] }

    /// Adds an entry by its leaf hash.
    public mutating func append(_ leaf: Digest256) {
        var hash = leaf
        var level = 0
        while true {
            if levels.count == level { levels.append([]) }
            levels[level].append(hash)
            let count = levels[level].count
            guard count.isMultiple(of: 2) else { return }
            hash = Digest256.node(levels[level][count - 2], hash)
            level += 1
        }
    }

    /// The hash of the tree of the first `size` entries; nil where there are fewer.
    public func root(of size: Int) -> Digest256? {
        guard (0...count).contains(size) else { return nil }
        return size == 0 ? Digest256.emptyTree : hash(of: 0..<size)
    }

    /// The proof that an entry is in the tree of the first `size` ones; nil where it is not (section 2.1.3.1).
    public func inclusionProof(of index: Int, in size: Int) -> InclusionProof<Digest256>? {
        guard (0...count).contains(size), (0..<size).contains(index) else { return nil }
        return InclusionProof(index: index, size: size, path: path(to: index, in: 0..<size))
    }

    /// The proof that the tree of the first `old` entries grew into that of the first `size`; nil where there are fewer,
    /// or more of old ones (section 2.1.4.1).
    public func consistencyProof(from old: Int, to size: Int) -> ConsistencyProof? {
        guard (0...count).contains(size), (0...size).contains(old) else { return nil }
        let path = old == 0 || old == size ? [] : subproof(of: old, in: 0..<size, isWhole: true)
        return ConsistencyProof(old: old, size: size, path: path)
    }

    private func hash(of range: Range<Int>) -> Digest256 {
        let level = range.count.trailingZeroBitCount
        // A range of a power of two starts at a multiple of it, since ranges are split at the largest power.
        if range.count == 1 << level { return levels[level][range.lowerBound >> level] }
        let middle = range.lowerBound + LogTree.split(range.count)
        return Digest256.node(hash(of: range.lowerBound..<middle), hash(of: middle..<range.upperBound))
    }

    private func path(to index: Int, in range: Range<Int>) -> [Digest256] {
        guard range.count > 1 else { return [] }
        let middle = range.lowerBound + LogTree.split(range.count)
        let (left, right) = (range.lowerBound..<middle, middle..<range.upperBound)
        return index < middle
            ? path(to: index, in: left) + [hash(of: right)] : path(to: index, in: right) + [hash(of: left)]
    }

    private func subproof(of old: Int, in range: Range<Int>, isWhole: Bool) -> [Digest256] {
        guard old < range.upperBound else { return isWhole ? [] : [hash(of: range)] }
        let middle = range.lowerBound + LogTree.split(range.count)
        let (left, right) = (range.lowerBound..<middle, middle..<range.upperBound)
        return old <= middle
            ? subproof(of: old, in: left, isWhole: isWhole) + [hash(of: right)]
            : subproof(of: old, in: right, isWhole: false) + [hash(of: left)]
    }

    /// The largest power of two below a count of at least 2.
    private static func split(_ count: Int) -> Int { 1 << (Int.bitWidth - 1 - (count - 1).leadingZeroBitCount) }
}
