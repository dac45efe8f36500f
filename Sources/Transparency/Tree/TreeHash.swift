import Cryptography

/// How a log's Merkle tree hashes (RFC 9162, section 2.1.1), with SHA-256.
public enum TreeHash {
    /// The hash of a tree without entries: SHA-256 of nothing.
    public static let empty = Digest256(hashing: [])

    /// The hash of an entry: SHA-256(00 ‖ entry).
    public static func leaf(_ entry: [UInt8]) -> Digest256 { Digest256(hashing: [0] + entry) }

    /// The hash of two subtrees: SHA-256(01 ‖ left ‖ right).
    public static func node(_ left: Digest256, _ right: Digest256) -> Digest256 {
        Digest256(hashing: [1] + left.bytes + right.bytes)
    }
}
