/// How often something happened in independent trials, with what that says of its probability.
package struct Rate: Hashable, Sendable {
    /// How often it happened.
    package let count: Int
    /// In how many trials.
    package let trials: Int

    /// So many of so many.
    package init(_ count: Int, of trials: Int) {
        self.count = count
        self.trials = trials
    }

    /// The 95 % interval of the probability (E. B. Wilson, "Probable inference, the law of succession, and statistical
    /// inference", 1927); all of 0 to 1 where nothing was tried.
    package var interval: ClosedRange<Double> {
        guard trials > 0 else { return 0...1 }
        let z = 1.959963984540054
        let n = Double(trials)
        let p = Double(count) / n
        let middle = p + z * z / (2 * n)
        let spread = z * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
        let scale = 1 + z * z / n
        return max(0, (middle - spread) / scale)...min(1, (middle + spread) / scale)
    }
}
