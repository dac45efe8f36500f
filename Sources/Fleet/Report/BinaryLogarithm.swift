/// The logarithm to base 2 in whole numbers, so that every machine draws the same.
enum BinaryLogarithm {
    /// Sixteen binary places.
    static let one = 1 << 16

    /// log2 of a number from 1 on, times 2^16; 0 for 0.
    static func of(_ value: UInt128) -> Int {
        guard value > 1 else { return 0 }
        let exponent = 127 - value.leadingZeroBitCount
        var mantissa = UInt64(truncatingIfNeeded: (value << UInt128(127 - exponent)) >> 96)
        var result = exponent
        for _ in 0..<16 {
            mantissa = (mantissa * mantissa) >> 31
            result <<= 1
            if mantissa >= 1 << 32 {
                result |= 1
                mantissa >>= 1
            }
        }
        return result
    }
}
