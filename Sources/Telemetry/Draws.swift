/// The experiment's own random numbers (SplitMix64): the same seed gives the same report on every machine.
struct Draws {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// The draws of a part of the experiment, which no other part shifts.
    init(seed: UInt64, part: Int) {
        self.init(seed: seed)
        state = next() ^ UInt64(part) &* 0x9e37_79b9_7f4a_7c15
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word >> 31)
    }

    /// A number from 0 up to 1.
    mutating func fraction() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// A number between two.
    mutating func number(_ low: Double, _ high: Double) -> Double { low + (high - low) * fraction() }

    /// A whole number of a range.
    mutating func whole(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(next() % UInt64(range.count))
    }

    /// One of several.
    mutating func element<Element>(_ choices: [Element]) -> Element { choices[whole(0...(choices.count - 1))] }
}
