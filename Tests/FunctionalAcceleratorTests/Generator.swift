import Accelerator

/// SplitMix64: the tests' own generator, so that a seed in a failure message replays the case.
struct Generator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word >> 31)
    }

    mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

    mutating func element<Element>(_ choices: [Element]) -> Element { choices[number(0...(choices.count - 1))] }

    mutating func tokens(_ count: Int, vocabulary: Int) -> [Int] { (0..<count).map { _ in number(0...vocabulary - 1) } }

    static let formats: [NumberFormat] = [.fp32, .bf16, .fp8, .int8]

    /// A small model of any architecture that can be executed; every dimension divides among `chips`.
    mutating func transformer(chips: Int = 1) throws -> Transformer {
        let keyValueHeads = chips * number(1...2)
        return try Transformer(
            layers: number(1...4), width: chips * number(1...12),
            attention: .grouped(
                heads: keyValueHeads * number(1...2), keyValueHeads: keyValueHeads, headDimension: element([2, 4, 6])),
            feedForward: .dense(FeedForward(width: chips * number(1...20), gating: element([.plain, .gated]))),
            vocabulary: chips * number(1...30), embeddings: chips == 1 ? element([.tied, .untied]) : .untied,
            positions: element([.rotary, .learned, .none]), normalisation: element([.scale, .scaleAndShift]),
            biases: element([.absent, .present]), context: 64)
    }
}
