/// Inspections as they are agreed: how many of a stock of chips are looked at, and how often.
public struct Regime: Hashable, Sendable {
    /// How many chips there are.
    public let chips: Int
    /// How many of them are looked at each time.
    public let drawn: Int
    /// Seconds between two times.
    public let every: UInt64

    /// A regime that looks at a share of the chips, in parts per million; a part of a chip counts as a whole one.
    ///
    /// - Returns: nil unless there are 1 to 10⁹ chips, the share is at most all of them, and time passes.
    public init?(chips: Int, share: UInt64, every: UInt64) {
        guard (1...Stock.maximumCount).contains(chips), share <= 1_000_000, every > 0 else { return nil }
        self.chips = chips
        drawn = Int((UInt64(chips) * share + 999_999) / 1_000_000)
        self.every = every
    }

    /// How many times inspectors come within so many seconds.
    public func rounds(within seconds: UInt64) -> Int { Int(clamping: seconds / every) }

    /// What the regime achieves against a breach.
    public struct Achievement: Hashable, Sendable {
        /// How many chips are in breach.
        public let breaching: Int
        /// The probability of finding it the first time.
        public let once: Double
        /// The probability of finding it within the horizon.
        public let within: Double
        /// Seconds until it is found with the probability that is wanted, if a time falls on the end of each interval;
        /// nil where it never is.
        public let time: UInt64?
    }

    /// What it achieves against a breach of so many chips that lasts; nil where the stock has none such.
    public func achievement(
        against breaching: Int, sensitivity: Double, within horizon: UInt64, probability: Double
    ) -> Achievement? {
        guard let stock = Stock(chips: chips, breaching: breaching, sensitivity: sensitivity) else { return nil }
        let time = stock.rounds(drawing: drawn, for: probability).flatMap { rounds -> UInt64? in
            let (time, overflow) = every.multipliedReportingOverflow(by: UInt64(rounds))
            return overflow ? nil : time
        }
        return Achievement(
            breaching: breaching, once: stock.detection(drawing: drawn, rounds: 1),
            within: stock.detection(drawing: drawn, rounds: rounds(within: horizon)), time: time)
    }

    /// The smallest breach that is found within the horizon with a probability; nil where none is.
    public func smallestFound(sensitivity: Double, within horizon: UInt64, probability: Double) -> Int? {
        func isFound(_ breaching: Int) -> Bool {
            Stock(chips: chips, breaching: breaching, sensitivity: sensitivity).map {
                $0.detection(drawing: drawn, rounds: rounds(within: horizon)) >= probability
            } ?? false
        }
        guard isFound(chips) else { return nil }
        var (low, high) = (0, chips)
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if isFound(middle) { high = middle } else { low = middle }
        }
        return high
    }
}
