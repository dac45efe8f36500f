/// Binary logarithms of ratios.
enum BinaryLogarithm {
    /// The logarithm of a ratio, from −20 to 20: ratios span many orders of magnitude.
    static func ratio(_ above: Double, _ below: Double) -> Double {
        let least = 0x1p-20
        guard above > 0 else { return -20 }
        guard below > 0 else { return 20 }
        return min(20, of(max(above / below, least)))
    }

    /// The binary logarithm, by operations whose results IEEE 754 fixes: reports are the same on every machine.
    private static func of(_ value: Double) -> Double {
        let (mantissa, exponent) = (value.significand, Double(value.exponent))
        let part = (mantissa - 1) / (mantissa + 1)
        var (power, sum) = (part, 0.0)
        for odd in stride(from: 1, through: 31, by: 2) {
            sum += power / Double(odd)
            power *= part * part
        }
        return exponent + 2 * sum * 1.4426950408889634
    }
}
