import Tensors

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

    mutating func matrix(_ rows: Int, _ columns: Int, scale: Float = 1) throws -> Matrix {
        try Matrix(rows, columns, (0..<rows * columns).map { _ in scale * Float.random(in: -1...1, using: &self) })
    }
}
