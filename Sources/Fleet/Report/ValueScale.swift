/// The vertical axis of plots.
enum ValueScale {
    /// From zero to a round number.
    case linear(top: UInt128)
    /// Decades, of which the lowest takes in zero.
    case logarithmic(lowest: Int, highest: Int)

    /// The scale that shows all values: logarithmic where positive ones are more than 50 times apart.
    init(_ values: [UInt128]) {
        let positive = values.filter { $0 > 0 }
        guard let least = positive.min(), let most = positive.max() else {
            self = .linear(top: 1)
            return
        }
        if most / least > 50 {
            // A value at the very bottom could not be told from none.
            let decade = String(least).count - 1
            let lowest = least == ValueScale.power(decade) ? max(0, decade - 1) : decade
            let digits = String(most)
            let isPower = digits.dropFirst().allSatisfy { $0 == "0" } && digits.first == "1"
            self = .logarithmic(lowest: lowest, highest: max(lowest + 1, digits.count - (isPower ? 1 : 0)))
        } else {
            let unit = ValueScale.power(String(most).count - 1)
            let half = max(1, unit / 2)
            self = .linear(top: (most + half - 1) / half * half)
        }
    }

    /// Whether it is logarithmic.
    var isLogarithmic: Bool {
        if case .logarithmic = self { true } else { false }
    }

    /// How high a value lies, of `height`.
    func position(_ value: UInt128, height: Int) -> Int {
        switch self {
        case .linear(let top): return Int(UInt128(height) * min(value, top) / top)
        case .logarithmic(let lowest, let highest):
            guard value > 0 else { return 0 }
            let bottom = BinaryLogarithm.of(ValueScale.power(lowest))
            let span = BinaryLogarithm.of(ValueScale.power(highest)) - bottom
            return min(height, max(0, (BinaryLogarithm.of(value) - bottom) * height / span))
        }
    }

    /// Labelled values, from below.
    var marks: [UInt128] {
        switch self {
        case .linear(let top):
            let parts: UInt128 = top % 4 == 0 || top > 1000 ? 4 : top % 5 == 0 ? 5 : top % 2 == 0 ? 2 : 1
            return (0...parts).map { top * $0 / parts }
        case .logarithmic(let lowest, let highest):
            let step = max(1, (highest - lowest + 5) / 6)
            return stride(from: lowest, through: highest, by: step).map(ValueScale.power)
        }
    }

    private static func power(_ exponent: Int) -> UInt128 {
        (0..<min(exponent, 38)).reduce(1) { value, _ in value * 10 }
    }
}
