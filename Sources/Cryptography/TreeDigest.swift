/// A digest that Merkle trees are made of (RFC 9162, section 2.1.1).
public protocol TreeDigest: Hashable, Sendable {
    /// The hash of an entry: hash(00 ‖ entry).
    static func leaf(_ entry: [UInt8]) -> Self
    /// The hash of two subtrees: hash(01 ‖ left ‖ right).
    static func node(_ left: Self, _ right: Self) -> Self
    /// The hash of a tree without entries: that of nothing.
    static var emptyTree: Self { get }
}

extension Digest256: TreeDigest {
    /// The hash of an entry: SHA-256(00 ‖ entry).
    public static func leaf(_ entry: [UInt8]) -> Digest256 { Digest256(hashing: [0] + entry) }

    /// The hash of two subtrees: SHA-256(01 ‖ left ‖ right).
    public static func node(_ left: Digest256, _ right: Digest256) -> Digest256 {
        Digest256(hashing: [1] + left.bytes + right.bytes)
    }

    /// SHA-256 of nothing.
    public static let emptyTree = Digest256(hashing: [])
}

extension Digest384: TreeDigest {
    /// The hash of an entry: SHA-384(00 ‖ entry).
    public static func leaf(_ entry: [UInt8]) -> Digest384 {
        var hasher = SHA384Hasher()
        hasher.update(byte: 0)
        hasher.update(entry)
        return hasher.finalise()
    }

    /// The hash of two subtrees: SHA-384(01 ‖ left ‖ right).
    public static func node(_ left: Digest384, _ right: Digest384) -> Digest384 {
        var hasher = SHA384Hasher()
        hasher.update(byte: 1)
        hasher.update(left)
        hasher.update(right)
        return hasher.finalise()
    }

    /// SHA-384 of nothing.
    public static let emptyTree = Digest384(hashing: [])
}
