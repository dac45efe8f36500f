/// Arithmetic on counters that has no answer: counters never saturate and never wrap.
public enum CountersError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A counter would exceed 2^128 − 1. Split the interval that it covers into shorter ones.
    case overflow(Counter)
    /// A counter would fall below zero: the subtrahend is not an earlier reading of the same meter.
    case underflow(Counter)

    /// One sentence: what happened, to which counter, and the mend.
    public var description: String {
        switch self {
        case .overflow(let counter):
            "counter \(counter) exceeds 128 bits; split the interval that it covers"
        case .underflow(let counter):
            "counter \(counter) falls below zero; subtract only an earlier reading of the same meter"
        }
    }
}
