import Cryptography

/// Evidence that a log only grew between two sizes: its first entries are what they were (RFC 9162, section 2.1.4).
public struct ConsistencyProof: Hashable, Sendable {
    /// How many entries there were.
    public let old: Int
    /// How many there are.
    public let size: Int
    /// Hashes of subtrees, in the order of the RFC.
    public let path: [Digest256]

    /// A proof as somebody sent it; any values may be given, and wrong ones do not verify.
    public init(old: Int, size: Int, path: [Digest256]) {
        self.old = old
        self.size = size
        self.path = path
    }

    /// Whether the tree with root `oldRoot` grew into the one with `root` (section 2.1.4.2).
    ///
    /// A tree without entries grows into any, and a tree into itself; both need no hashes.
    public func verify(oldRoot: Digest256, root: Digest256) -> Bool {
        guard old >= 0, old <= size, path.count <= InclusionProof<Digest256>.maximumPath else { return false }
        guard old > 0 else { return path.isEmpty && oldRoot == Digest256.emptyTree && (size > 0 || root == oldRoot) }
        guard old < size else { return path.isEmpty && oldRoot == root }
        // A complete old tree is itself the first subtree, and is left out of the proof.
        let hashes = old.nonzeroBitCount == 1 ? [oldRoot] + path : path
        guard let first = hashes.first else { return false }
        var place = old - 1
        var last = size - 1
        while place & 1 == 1 {
            place >>= 1
            last >>= 1
        }
        var (before, now) = (first, first)
        for hash in hashes.dropFirst() {
            guard last > 0 else { return false }
            if place & 1 == 1 || place == last {
                before = Digest256.node(hash, before)
                now = Digest256.node(hash, now)
                while place & 1 == 0, place > 0 {
                    place >>= 1
                    last >>= 1
                }
            } else {
                now = Digest256.node(now, hash)
            }
            place >>= 1
            last >>= 1
        }
        return last == 0 && before == oldRoot && now == root
    }
}
