/// Evidence that an entry is in a Merkle tree of a known size and root (RFC 9162, section 2.1.3).
public struct InclusionProof<Digest: TreeDigest>: Hashable, Sendable {
    /// The most hashes that a proof may have: one a level.
    public static var maximumPath: Int { 64 }

    /// The entry's place, from 0.
    public let index: Int
    /// How many entries the tree has.
    public let size: Int
    /// Sibling hashes from the leaf upwards.
    public let path: [Digest]

    /// A proof as somebody sent it; any values may be given, and wrong ones do not verify.
    public init(index: Int, size: Int, path: [Digest]) {
        self.index = index
        self.size = size
        self.path = path
    }

    /// Whether an entry with this leaf hash is at this place in the tree with this root (section 2.1.3.2).
    public func verify(leaf: Digest, root: Digest) -> Bool {
        guard index >= 0, index < size, path.count <= InclusionProof.maximumPath else { return false }
        var place = index
        var last = size - 1
        var hash = leaf
        for sibling in path {
            guard last > 0 else { return false }
            if place & 1 == 1 || place == last {
                hash = Digest.node(sibling, hash)
                // A last node without a sibling is lifted unchanged, through as many levels as it takes.
                while place & 1 == 0, place > 0 {
                    place >>= 1
                    last >>= 1
                }
            } else {
                hash = Digest.node(hash, sibling)
            }
            place >>= 1
            last >>= 1
        }
        return last == 0 && hash == root
    }

    /// Whether the entry is at this place in the tree with this root.
    public func verify(entry: [UInt8], root: Digest) -> Bool { verify(leaf: Digest.leaf(entry), root: root) }
}
