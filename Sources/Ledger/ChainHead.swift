import Cryptography

/// How far a chip's chain has come.
public struct ChainHead: Hashable, Sendable {
    /// How many entries it has.
    public let count: UInt64
    /// The chain value after the last of them; zeros for none.
    public let value: Digest384

    /// The head of a chain without entries.
    public static let empty = ChainHead(count: 0, value: .zero)

    /// A head.
    public init(count: UInt64, value: Digest384) {
        self.count = count
        self.value = value
    }
}
