import Accelerator
import Foundation
import FunctionalAccelerator
import Testing

/// Whole models beside `Tests/Vectors/make_tensors.py`, which computes them in float64 from the same seed.
@Suite("Models beside NumPy")
struct ModelTests {
    struct Values: Decodable { let rows: Int, columns: Int, values: [Double] }
    struct Model: Decodable {
        let gpt: Bool, text: [[Int]], logits: Values, rates: [String: Double], losses: [String: [Double]]
    }
    struct File: Decodable { let model: [Model] }

    static func models() throws -> [Model] {
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        return try JSONDecoder().decode(
            File.self, from: Data(contentsOf: tests.appending(path: "Vectors/tensors.json"))
        ).model
    }

    static func transformer(gpt: Bool) throws -> Transformer {
        try Transformer(
            layers: 2, width: 8, attention: .grouped(heads: 4, keyValueHeads: 2, headDimension: 2),
            feedForward: .dense(FeedForward(width: 12, gating: gpt ? .plain : .gated)), vocabulary: 16,
            embeddings: gpt ? .tied : .untied, positions: gpt ? .learned : .rotary,
            normalisation: gpt ? .scaleAndShift : .scale, biases: gpt ? .present : .absent, context: 6)
    }

    /// How far each format may be from float64: its own rounding, through two layers.
    static let bounds: [(NumberFormat, Double)] = [(.fp32, 3e-6), (.bf16, 0.02), (.fp8, 0.2), (.int8, 0.1)]

    @Test("logits are within each format's rounding", arguments: bounds)
    func logits(format: NumberFormat, bound: Double) throws {
        for item in try Self.models() {
            let model = try Self.transformer(gpt: item.gpt)
            var generation = try Generation(
                Replica(model: model, format: format, rule: nil, seed: 7, capacity: 1 << 20), capacity: 6,
                counting: .full)
            let logits = try generation.prefill([Array(item.text[0].dropLast())], logits: .everyToken)[0]
            try #require(logits.values.count == item.logits.values.count)
            let top = item.logits.values.reduce(0) { max($0, $1.magnitude) }
            for (found, expected) in zip(logits.values, item.logits.values) {
                #expect((Double(found) - expected).magnitude <= bound * top, "gpt: \(item.gpt)")
            }
        }
    }

    @Test("losses of successive steps are within each format's rounding, by every rule", arguments: bounds)
    func losses(format: NumberFormat, bound: Double) throws {
        for item in try Self.models() {
            for rule in OptimiserStep.Rule.allCases {
                let expected = try #require(item.losses[rule.rawValue])
                let step = try TrainingStep(
                    model: Self.transformer(gpt: item.gpt), format: format, sequences: 2, tokens: 6, rule: rule,
                    counting: .causal)
                var run = try TrainingRun(step, seed: 7, capacity: 1 << 22)
                for loss in expected {
                    let found = try run.train(item.text, rate: Float(#require(item.rates[rule.rawValue])))
                    #expect((Double(found) - loss).magnitude <= bound, "gpt: \(item.gpt), \(rule)")
                }
                #expect(expected[3] < expected[0])
            }
        }
    }
}
