import Cryptography

/// Evidence that an entry is in a log's tree of a known size and root (RFC 9162, section 2.1.3).
public struct InclusionProof: Hashable, Sendable {
    /// The most hashes that a proof may have: one a level.
    public static let maximumPath = 64

    /// The entry's place, from 0.
    public let index: Int
    /// How many entries the tree has.
    public let size: Int
    /// Sibling hashes from the leaf upwards.
    public let path: [Digest256]

    /// A proof as somebody sent it; any values may be given, and wrong ones do not verify.
    public init(index: Int, size: Int, path: [Digest256]) {
        self.index = index
        self.size = size
        self.path = path
    }

    /// Whether an entry with this leaf hash is at this place in the tree with this root (section 2.1.3.2).
    public func verify(leaf: Digest256, root: Digest256) -> Bool {
        guard index >= 0, index < size, path.count <= InclusionProof.maximumPath else { return false }
        var place = index
        var last = size - 1
        var hash = leaf
        for sibling in path {
            guard last > 0 else { return false }
            if place & 1 == 1 || place == last {
                hash = TreeHash.node(sibling, hash)
                // A last node without a sibling is lifted unchanged, through as many levels as it takes.
                while place & 1 == 0, place > 0 {
                    place >>= 1
                    last >>= 1
                }
            } else {
                hash = TreeHash.node(hash, sibling)
            }
            place >>= 1
            last >>= 1
        }
        return last == 0 && hash == root
    }
}
