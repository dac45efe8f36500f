extension ElementFormat {
    /// What a value beyond the largest one becomes (OCP OFP8 1.0, section 5.2.1).
    public enum Overflow: Hashable, Sendable {
        /// The largest finite value.
        case saturate
        /// Infinity; not-a-number in E4M3, which has no infinity.
        case infinity
    }

    /// The code of a value, without scale: to nearest, ties to even.
    ///
    /// Integers always saturate, and not-a-number becomes 0.
    ///
    /// - Parameters:
    ///   - value: any value.
    ///   - overflow: what a value beyond the largest becomes.
    /// - Returns: the element's bits, low ones first.
    public func encode(_ value: Float, overflow: Overflow = .saturate) -> UInt32 {
        switch self {
        case .fp32: value.bitPattern
        case .bf16: Self.bf16Bits(value)
        case .e4m3: Self.small(value, fraction: 3, bias: 7, largest: 0x7e, infinity: 0x7f, overflow)
        case .e5m2: Self.small(value, fraction: 2, bias: 15, largest: 0x7b, infinity: 0x7c, overflow)
        case .int8:
            UInt32(UInt8(bitPattern: Int8(value.isNaN ? 0 : min(max(value.rounded(.toNearestOrEven), -127), 127))))
        }
    }

    /// The value of a code, without scale.
    ///
    /// - Parameter bits: the element's bits; those beyond its width are ignored.
    /// - Returns: the value, exactly.
    public func decode(_ bits: UInt32) -> Float {
        switch self {
        case .fp32: Float(bitPattern: bits)
        case .bf16: Float(bitPattern: bits << 16)
        case .e4m3: bits & 0x7f == 0x7f ? .nan : Self.large(bits, fraction: 3, bias: 7)
        case .e5m2:
            bits & 0x7f > 0x7c
                ? .nan
                : bits & 0x7f == 0x7c
                    ? (bits & 0x80 == 0 ? .infinity : -.infinity)
                    : Self.large(bits, fraction: 2, bias: 15)
        case .int8: Float(Int8(truncatingIfNeeded: bits))
        }
    }

    /// Rounds a value to bfloat16: to nearest, ties to even. Overflow goes to infinity; not-a-number stays so.
    static func bf16Bits(_ value: Float) -> UInt32 {
        let bits = value.bitPattern
        let rounded = (bits &+ 0x7fff &+ (bits >> 16 & 1)) >> 16
        return value.isNaN ? bits >> 16 | 0x40 : rounded
    }

    private static func small(
        _ value: Float, fraction: UInt32, bias: Int, largest: UInt32, infinity: UInt32, _ overflow: Overflow
    ) -> UInt32 {
        let sign = value.bitPattern >> 24 & 0x80
        if value.isNaN { return sign | 0x7f }
        let magnitude = value.magnitude
        // Below 2^(1 − bias) codes are evenly spaced.
        let spacing = Float(sign: .plus, exponent: 1 - bias - Int(fraction), significand: 1)
        var code: UInt32
        if magnitude < Float(sign: .plus, exponent: 1 - bias, significand: 1) {
            code = UInt32((magnitude / spacing).rounded(.toNearestOrEven))
        } else {
            let bits = magnitude.bitPattern
            let dropped = 23 - fraction
            let half = UInt64(1) << (dropped - 1)
            let rounded = (UInt64(bits) + half - 1 + UInt64(bits >> dropped & 1)) >> dropped
            code = UInt32(rounded - UInt64(127 - bias) << fraction)
        }
        if code > largest { code = overflow == .saturate ? largest : infinity }
        return sign | code
    }

    private static func large(_ bits: UInt32, fraction: UInt32, bias: Int) -> Float {
        let exponent = Int(bits >> fraction & (0x7f >> fraction))
        let part = Float(bits & (1 << fraction - 1))
        let whole = Float(UInt32(1) << fraction)
        let value: Float =
            exponent == 0
            ? part / whole * Float(sign: .plus, exponent: 1 - bias, significand: 1)
            : (1 + part / whole) * Float(sign: .plus, exponent: exponent - bias, significand: 1)
        return bits & 0x80 == 0 ? value : -value
    }
}
