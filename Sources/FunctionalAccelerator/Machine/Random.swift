/// Random numbers by position (SplitMix64): the same seed, stream and position give the same number, in any order.
public struct Random: Hashable, Sendable {
    private let start: UInt64

    /// A stream of numbers.
    ///
    /// - Parameters:
    ///   - seed: the run's seed.
    ///   - stream: which of its streams.
    public init(seed: UInt64, stream: UInt64) { start = Self.mixed(Self.mixed(seed) ^ stream) }

    /// The number at a position.
    ///
    /// - Parameter position: which.
    /// - Returns: a number from 0, included, to 1, excluded, in steps of 2^-53.
    public func unit(at position: UInt64) -> Double {
        Double(Self.mixed(start &+ position &* 0x9e37_79b9_7f4a_7c15) >> 11) * 0x1p-53
    }

    private static func mixed(_ value: UInt64) -> UInt64 {
        var word = value &+ 0x9e37_79b9_7f4a_7c15
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word >> 31)
    }
}
