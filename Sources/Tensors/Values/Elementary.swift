/// Elementary functions from additions, multiplications and divisions alone, which IEEE 754 fixes to the last bit.
///
/// A mathematics library may round differently on another processor; then the same seed would train another model.
/// Relative errors are below 2^-45, so that results rounded to FP32 are off by little more than half a place.
public enum Elementary {
    private static let ln2High = 0x1.62e42fee00000p-1
    private static let ln2Low = 0x1.a39ef35793c76p-33

    /// The exponential.
    ///
    /// - Parameter x: below −708 counts as −708, above 709 as 709; not-a-number stays so.
    /// - Returns: *e* to the power of `x`.
    @inline(__always)
    public static func exp(_ x: Double) -> Double {
        let held = x < -708 ? -708 : x > 709 ? 709 : x
        // Adding and subtracting 1.5 · 2^52 rounds to a whole number.
        let whole = (held * 0x1.71547652b82fep+0 + 0x1.8p52) - 0x1.8p52
        let rest = (held - whole * ln2High) - whole * ln2Low
        var sum = 1.0 / 479_001_600
        sum = sum * rest + 1.0 / 39_916_800
        sum = sum * rest + 1.0 / 3_628_800
        sum = sum * rest + 1.0 / 362_880
        sum = sum * rest + 1.0 / 40320
        sum = sum * rest + 1.0 / 5040
        sum = sum * rest + 1.0 / 720
        sum = sum * rest + 1.0 / 120
        sum = sum * rest + 1.0 / 24
        sum = sum * rest + 1.0 / 6
        sum = sum * rest + 0.5
        sum = sum * rest + 1
        sum = sum * rest + 1
        // The low bits of whole + 1.5 · 2^52 are the whole number; shifted, they are the exponent's field.
        let field = (whole + 0x1.8p52).bitPattern << 52
        return Double(bitPattern: sum.bitPattern &+ field)
    }

    /// The natural logarithm.
    ///
    /// - Parameter x: a positive, finite, normal number.
    /// - Returns: the logarithm.
    public static func log(_ x: Double) -> Double {
        var (exponent, significand) = (Double(x.exponent), x.significand)
        if significand > 1.4142135623730951 { (exponent, significand) = (exponent + 1, significand / 2) }
        let ratio = (significand - 1) / (significand + 1)
        let square = ratio * ratio
        var sum = 0.0
        for odd in stride(from: 21.0, through: 1, by: -2) { sum = sum * square + 1 / odd }
        return exponent * ln2High + (exponent * ln2Low + 2 * ratio * sum)
    }

    /// Sine and cosine.
    ///
    /// - Parameter x: an angle in radians; below 2^20 in magnitude.
    /// - Returns: both.
    public static func sineAndCosine(_ x: Double) -> (sine: Double, cosine: Double) {
        let turns = (x * 0x1.45f306dc9c883p-1).rounded(.toNearestOrEven)
        // Half of pi in three parts; the first two have few enough bits for the products to be exact.
        let rest = ((x - turns * 0x1.921fb54400000p0) - turns * 0x1.0b4611a600000p-34) - turns * 0x1.3198a2e037073p-69
        let square = rest * rest
        var (sine, cosine) = (0.0, 0.0)
        for step in stride(from: 8.0, through: 1, by: -1) {
            sine = (1 + sine) * -square / ((2 * step) * (2 * step + 1))
            cosine = (1 + cosine) * -square / ((2 * step - 1) * (2 * step))
        }
        (sine, cosine) = (rest * (1 + sine), 1 + cosine)
        switch Int(turns) & 3 {
        case 0: return (sine, cosine)
        case 1: return (cosine, -sine)
        case 2: return (-sine, -cosine)
        default: return (-cosine, sine)
        }
    }
}
