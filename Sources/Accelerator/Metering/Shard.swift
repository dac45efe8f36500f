/// Which part of a divided command a chip executes.
public struct Shard: Hashable, Sendable {
    /// Position among the chips, from zero.
    public let index: Int
    /// How many chips divide the work.
    public let count: Int

    /// The undivided command.
    public static let whole = Shard(unchecked: 0, of: 1)

    /// A chip's place among those that divide the work.
    ///
    /// - Parameters:
    ///   - index: position from zero, below `count`.
    ///   - count: how many chips; 1 to 2^32.
    /// - Throws: `ShapeError` where the position lies outside.
    public init(_ index: Int, of count: Int) throws(ShapeError) {
        try ShapeError.require(count, in: 1...(1 << 32), .shardCount)
        try ShapeError.require(index, in: 0...(count - 1), .shardIndex)
        self.init(unchecked: index, of: count)
    }

    private init(unchecked index: Int, of count: Int) {
        self.index = index
        self.count = count
    }

    /// This chip's share of a whole number of units: the shares of all chips sum to the whole.
    ///
    /// - Parameter whole: units to divide; below 2^95.
    /// - Returns: ⌊whole × (index + 1) / count⌋ − ⌊whole × index / count⌋.
    public func share(of whole: UInt128) -> UInt128 {
        whole * UInt128(index + 1) / UInt128(count) - whole * UInt128(index) / UInt128(count)
    }
}
