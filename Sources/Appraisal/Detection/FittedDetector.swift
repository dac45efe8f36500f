/// A detector of training over what chips sign: a weighted sum of features of an interval and of their squares, fitted
/// elsewhere (`Specs/Telemetry.md`).
public struct FittedDetector: Hashable, Sendable {
    /// What it may look at in an interval between two signed meters: binary logarithms of ratios.
    public enum Feature: String, Hashable, Sendable, CaseIterable {
        /// Multiply-accumulates a byte read from memory.
        case products = "products a byte"
        /// Bytes written to memory, but for weights, a byte read.
        case written = "bytes written a byte read"
        /// Vector operations a multiply-accumulate.
        case elementwise = "elementwise a product"
        /// Bytes sent over links a byte read.
        case sent = "bytes sent a byte read"
    }

    /// What a feature counts for.
    public struct Term: Hashable, Sendable {
        /// The feature.
        public let feature: Feature
        /// Its mean over the workloads that the detector was fitted on.
        public let mean: Double
        /// Its standard deviation over them; above 0.
        public let scale: Double
        /// What each standard deviation from the mean counts for.
        public let weight: Double
        /// What their square, less 1, counts for.
        public let square: Double

        /// A term.
        public init(feature: Feature, mean: Double, scale: Double, weight: Double, square: Double) {
            self.feature = feature
            self.mean = mean
            self.scale = scale
            self.weight = weight
            self.square = square
        }
    }

    /// The features that it looks at.
    public let terms: [Term]
    /// What every interval scores before them.
    public let constant: Double
    /// How many standard deviations from its mean a feature counts at most.
    public let reach: Double
    /// The score above which an interval is training-consistent.
    public let threshold: Double
    /// How many intervals in a row must be, from 1.
    public let intervals: UInt64

    /// A detector.
    public init(terms: [Term], constant: Double, reach: Double, threshold: Double, intervals: UInt64) {
        self.terms = terms
        self.constant = constant
        self.reach = reach
        self.threshold = threshold
        self.intervals = max(1, intervals)
    }

    /// How consistent with training an interval is, in which a chip did so much.
    package func score(_ work: MeteredWork) -> Double {
        let standard = terms.map { term in
            max(-reach, min(reach, (work.value(of: term.feature) - term.mean) / term.scale))
        }
        var score = constant
        for (term, value) in zip(terms, standard) { score += value * term.weight }
        for (term, value) in zip(terms, standard) { score += (value * value - 1) * term.square }
        return score
    }
}

extension MeteredWork {
    fileprivate func value(of feature: FittedDetector.Feature) -> Double {
        switch feature {
        case .products: MeteredWork.logarithm(of: products, over: read)
        case .written: MeteredWork.logarithm(of: written - min(weights, written), over: read)
        case .elementwise: MeteredWork.logarithm(of: vectors, over: products)
        case .sent: MeteredWork.logarithm(of: sent, over: read)
        }
    }

    /// The binary logarithm of a ratio, from −20 to 20, by operations whose results IEEE 754 fixes: what was found once is
    /// found on every machine.
    private static func logarithm(of above: UInt128, over below: UInt128) -> Double {
        guard above > 0 else { return -20 }
        guard below > 0 else { return 20 }
        let ratio = max(Double(above) / Double(below), 0x1p-20)
        let part = (ratio.significand - 1) / (ratio.significand + 1)
        var (power, sum) = (part, 0.0)
        for odd in stride(from: 1, through: 31, by: 2) {
            sum += power / Double(odd)
            power *= part * part
        }
        return min(20, Double(ratio.exponent) + 2 * sum * 1.4426950408889634)
    }
}
