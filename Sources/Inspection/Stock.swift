#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Chips, some of them in breach, of which inspectors look at a few that they draw.
public struct Stock: Hashable, Sendable {
    /// The most chips that a stock may have.
    public static let maximumCount = 1_000_000_000

    /// How many chips there are.
    public let chips: Int
    /// How many of them are in breach.
    public let breaching: Int
    /// The probability that looking at a chip in breach finds the breach, above 0 and at most 1.
    public let sensitivity: Double

    /// A stock, or nil unless there are 1 to 10⁹ chips, 1 to all of them in breach, and a look that may find something.
    public init?(chips: Int, breaching: Int, sensitivity: Double = 1) {
        guard (1...Stock.maximumCount).contains(chips), (1...chips).contains(breaching), sensitivity > 0,
            sensitivity <= 1
        else { return nil }
        self.chips = chips
        self.breaching = breaching
        self.sensitivity = sensitivity
    }

    /// The probability that a draw of so many different chips finds nothing; exact, but for rounding.
    ///
    /// The number of chips in breach that are drawn is hypergeometric. Draws and marks may change places, so that the
    /// sum has as many terms as the smaller of both.
    public func missed(drawing count: Int) -> Double {
        let count = min(max(count, 0), chips)
        let (few, many) = (min(count, breaching), max(count, breaching))
        guard sensitivity < 1 else { return unmarked(few, among: many) }
        // Putting back never misses less, and where it never misses, there is no sum to make: 10⁹ chips would take long.
        let bound = Double(few) * log1p(-sensitivity * Double(many) / Double(chips))
        guard bound > -700 else { return 0 }
        // Of the few, each counts with probability `sensitivity`; those that count must be unmarked by the many.
        let odds = sensitivity / (1 - sensitivity)
        var term = Double(few) * log1p(-sensitivity)
        var sum = exp(term)
        var highest = term
        for counted in 0..<few {
            guard chips - many > counted else { break }
            term +=
                log(Double(few - counted) / Double(counted + 1) * odds)
                + log(Double(chips - many - counted) / Double(chips - counted))
            sum += exp(term)
            // Terms rise to one peak and fall: 45 below it, they no longer change the sum.
            if term > highest { highest = term } else if term < highest - 45 { break }
        }
        return min(sum, 1)
    }

    /// The probability that none of `few` drawn chips is one of `many` marked ones.
    private func unmarked(_ few: Int, among many: Int) -> Double {
        guard few + many <= chips else { return 0 }
        var product = 1.0
        for index in 0..<few {
            product *= Double(chips - many - index) / Double(chips - index)
            if product < 1e-300 { return 0 }
        }
        return product
    }

    /// The probability that at least one of `rounds` draws finds the breach, where each draws anew from all chips.
    public func detection(drawing count: Int, rounds: Int) -> Double {
        guard rounds > 0 else { return 0 }
        let missed = missed(drawing: count)
        return missed > 0 ? -expm1(Double(rounds) * log(missed)) : 1
    }

    /// The fewest chips to draw in each of `rounds` rounds to find the breach with a probability, above 0 and below 1.
    ///
    /// - Returns: nil where looking at all chips each time is not enough.
    public func draw(for probability: Double, rounds: Int) -> Int? {
        precondition(probability > 0 && probability < 1 && rounds >= 1, "A goal is a probability within some rounds.")
        guard detection(drawing: chips, rounds: rounds) >= probability else { return nil }
        var (low, high) = (0, chips)
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if detection(drawing: middle, rounds: rounds) >= probability { high = middle } else { low = middle }
        }
        return high
    }

    /// The fewest rounds of so many drawn chips that find the breach with a probability; nil where none do.
    public func rounds(drawing count: Int, for probability: Double) -> Int? {
        precondition(probability > 0 && probability < 1, "A goal is a probability.")
        let missed = missed(drawing: count)
        guard missed < 1 else { return nil }
        guard missed > 0 else { return 1 }
        let rounds = log1p(-probability) / log(missed)
        guard rounds < 1e15 else { return nil }
        // A whole number that rounding has lifted by some bits stays that number.
        return max(1, Int((rounds - 1e-9).rounded(.up)))
    }
}
