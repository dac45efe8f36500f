/// A sink that only counts: how long an encoding will be, for the length in front of it.
public struct CountingSink: ByteSink {
    /// Bytes written so far.
    public private(set) var count = 0

    /// A sink at zero.
    public init() {}

    /// Counts a byte.
    public mutating func write(_ byte: UInt8) { count += 1 }
}
