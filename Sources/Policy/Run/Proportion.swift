/// How often something happened in independent runs, and what that says of the share (Clopper and Pearson, one-sided).
///
/// Only the four operations of IEEE 754 are used, so that every machine finds the same.
package struct Proportion: Hashable, Sendable {
    /// How often it happened.
    package let count: Int
    /// In how many runs; at least 1.
    package let runs: Int

    /// A proportion.
    package init(count: Int, runs: Int) {
        precondition(runs > 0 && (0...runs).contains(count), "A count lies between 0 and the number of runs.")
        self.count = count
        self.runs = runs
    }

    /// The share in parts per million, rounded up: never below what was seen.
    package var share: UInt64 { (UInt64(count) * 1_000_000 + UInt64(runs) - 1) / UInt64(runs) }

    /// The least share, in parts per million, that can be ruled out from above with a confidence in parts per million.
    package func upperBound(confidence: UInt64) -> UInt64 {
        let doubt = Double(1_000_000 - min(confidence, 1_000_000)) / 1_000_000
        guard count < runs else { return 1_000_000 }
        var (low, high): (UInt64, UInt64) = (0, 1_000_000)
        while low < high {
            let middle = (low + high) / 2
            if Proportion.atMost(count, of: runs, share: Double(middle) / 1_000_000) <= doubt {
                high = middle
            } else {
                low = middle + 1
            }
        }
        return low
    }

    /// The greatest share, in parts per million, that can be ruled out from below.
    package func lowerBound(confidence: UInt64) -> UInt64 {
        1_000_000 - Proportion(count: runs - count, runs: runs).upperBound(confidence: confidence)
    }

    /// How likely at most `count` successes are in `runs` runs.
    static func atMost(_ count: Int, of runs: Int, share: Double) -> Double {
        guard count < runs else { return 1 }
        guard count >= 0 else { return 0 }
        // Powers of what is close to 1 do not vanish.
        guard share <= 0.5 else { return 1 - atMost(runs - count - 1, of: runs, share: 1 - share) }
        var term = 1.0
        for _ in 0..<runs { term *= 1 - share }
        var sum = term
        for index in 0..<count {
            term *= Double(runs - index) / Double(index + 1) * (share / (1 - share))
            sum += term
        }
        return sum
    }
}
