/// A count of weighted operations (or bytes) below 2^128, with checked arithmetic.
///
/// 64 bits of operations overflow after five hours of one accelerator at 989 TFLOP/s. Two words rather than
/// `UInt128`, so that the 32-bit core needs no 128-bit runtime support.
public struct Operations: Equatable, Comparable, Hashable, Sendable {
    /// The upper 64 bits.
    public var high: UInt64
    /// The lower 64 bits.
    public var low: UInt64

    /// The quantity `high` × 2^64 + `low`.
    public init(high: UInt64 = 0, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// None.
    public static var zero: Operations { Operations(low: 0) }

    /// Whether `a` is fewer than `b`.
    public static func < (a: Operations, b: Operations) -> Bool {
        a.high == b.high ? a.low < b.low : a.high < b.high
    }

    /// The sum, or nil where it reaches 2^128.
    public func adding(_ other: Operations) -> Operations? {
        let (low, carry) = low.addingReportingOverflow(other.low)
        let (partial, overflow) = high.addingReportingOverflow(other.high)
        let (high, carried) = partial.addingReportingOverflow(carry ? 1 : 0)
        guard !overflow && !carried else { return nil }
        return Operations(high: high, low: low)
    }

    /// The difference, or nil where `other` is larger.
    public func subtracting(_ other: Operations) -> Operations? {
        guard other <= self else { return nil }
        let (low, borrow) = low.subtractingReportingOverflow(other.low)
        return Operations(high: high - other.high - (borrow ? 1 : 0), low: low)
    }

    /// The value × 2^`shift`, for shifts of 0 to 63, or nil where it reaches 2^128.
    public func shifted(_ shift: Int) -> Operations? {
        guard shift > 0 else { return self }
        guard shift < 64, high >> UInt64(64 - shift) == 0 else { return nil }
        return Operations(high: high << UInt64(shift) | low >> UInt64(64 - shift), low: low << UInt64(shift))
    }

    /// The product of two 64-bit numbers, by 32-bit halves: the core multiplies no wider ones.
    public static func product(_ a: UInt64, _ b: UInt64) -> Operations {
        let (aLow, aHigh, bLow, bHigh) = (a & 0xffff_ffff, a >> 32, b & 0xffff_ffff, b >> 32)
        let low = aLow &* bLow
        // Each at most (2^32 - 1)^2, so that a sum of one and two numbers below 2^32 fits.
        let middle = aHigh &* bLow &+ (low >> 32)
        let other = aLow &* bHigh &+ (middle & 0xffff_ffff)
        return Operations(
            high: aHigh &* bHigh &+ (middle >> 32) &+ (other >> 32), low: other << 32 | low & 0xffff_ffff)
    }

    /// The sum, 2^128 − 1 where it would be more: what is too high never looks like little.
    public func addingCapped(_ other: Operations) -> Operations {
        adding(other) ?? Operations(high: .max, low: .max)
    }

    /// The smaller of two quantities.
    public static func least(_ a: Operations, _ b: Operations) -> Operations { b < a ? b : a }
}
