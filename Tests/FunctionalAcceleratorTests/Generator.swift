import Accelerator
import InterlockTesting

extension Generator {
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
