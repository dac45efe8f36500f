/// Evidence that one entry is in a Merkle tree of a known size and root (RFC 9162, section 2.1.3).
public struct InclusionProof384: Hashable, Sendable {
    /// The entry's place, from 0.
    public let index: Int
    /// How many entries the tree has.
    public let count: Int
    /// Sibling hashes from the leaf upwards.
    public let path: [Digest384]

    /// A proof as somebody else sent it; any values may be given, and wrong ones do not verify.
    public init(index: Int, count: Int, path: [Digest384]) {
        self.index = index
        self.count = count
        self.path = path
    }

    /// Whether the leaf hash is at this place in the tree with this root (RFC 9162, section 2.1.3.2).
    public func verify(leaf: Digest384, root: Digest384) -> Bool {
        guard index >= 0, index < count else { return false }
        // Places of the entry and of the last entry on the level reached so far.
        var place = index
        var last = count - 1
        var hash = leaf
        for sibling in path {
            guard last > 0 else { return false }
            if place & 1 == 1 || place == last {
                hash = Merkle384.node(sibling, hash)
                // A lifted last node has no sibling on the levels between, so they are passed over.
                while place & 1 == 0, place > 0 {
                    place >>= 1
                    last >>= 1
                }
            } else {
                hash = Merkle384.node(hash, sibling)
            }
            place >>= 1
            last >>= 1
        }
        return last == 0 && hash == root
    }

    /// Whether the entry is at this place in the tree with this root.
    public func verify(entry: [UInt8], root: Digest384) -> Bool {
        verify(leaf: Merkle384.leaf(entry), root: root)
    }
}
