#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// How many samples a published analysis asks for (Shavit, "What does it take to catch a Chinchilla?", arXiv
/// 2303.11341), as formulas of the share of chips in breach.
public enum SampleFormula {
    /// Its Equation 1: the samples, drawn with putting back, of which one hits with a probability.
    ///
    /// ln(1 − p) / ln(1 − share · sensitivity).
    ///
    /// - Returns: nil where share · sensitivity is 1 or more: then the logarithm has no value.
    public static func equation(share: Double, sensitivity: Double, probability: Double) -> Double? {
        let hit = share * sensitivity
        return hit > 0 && hit < 1 ? log1p(-probability) / log1p(-hit) : nil
    }

    /// What its table holds: −ln(1 − p) / (share · sensitivity), which is above the equation at every share.
    public static func table(share: Double, sensitivity: Double, probability: Double) -> Double {
        -log1p(-probability) / (share * sensitivity)
    }

    /// The probability that a look finds a run of so many days, where traces are kept at a rate a day: 1 − e^(−rate·days).
    public static func sensitivity(tracesADay rate: Double, days: Double) -> Double { -expm1(-rate * days) }

    /// What dividing a stock among custodians costs (the paper's Appendix C.1): the probability that is left, relative to
    /// that of one custodian, where the samples are those that one custodian needs.
    ///
    /// - Parameters:
    ///   - share: the share b of chips in breach, all in one place.
    ///   - custodians: how many k; each has as many samples as one custodian would have, and 1/k of the share.
    ///   - probability: the probability with one custodian.
    /// - Returns: what is left, 0 to 1.
    public static func kept(share: Double, custodians: Int, probability: Double) -> Double {
        let samples = log1p(-probability) / log1p(-share)
        let divided = Double(custodians)
        return -expm1(divided * samples * log1p(-share / divided)) / probability
    }
}
