import InterlockTesting
import Accelerator
import Foundation
import FunctionalAccelerator
import Testing

/// Whole models beside `Tests/Vectors/make_tensors.py`, which computes them in float64 from the same seed.
@Suite("Models beside NumPy")
struct ModelTests {
    struct Model: Decodable {
        let gpt: Bool, text: [[Int]], logits: [String: [Double]], rates: [String: Double], losses: [String: [Double]]
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

    @Test("logits are those of every rounding done in float64, but for the order of sums", arguments: Generator.formats)
    func logits(format: NumberFormat) throws {
        for item in try Self.models() {
            let model = try Self.transformer(gpt: item.gpt)
            var generation = try Generation(
                Replica(model: model, format: format, rule: nil, seed: 7, capacity: 1 << 20), capacity: 6,
                counting: .full)
            let logits = try generation.prefill([Array(item.text[0].dropLast())], logits: .everyToken)[0]
            let expected = try #require(item.logits["\(format)"])
            try #require(logits.values.count == expected.count)
            // One step of bfloat16, where a sum's last bit tips a rounding.
            let bound = format == .fp32 ? 5e-6 : 0x1p-7
            for (found, expected) in zip(logits.values, expected) {
                #expect((Double(found) - expected).magnitude <= bound, "gpt: \(item.gpt)")
            }
        }
    }

    @Test("losses of successive steps are NumPy's, by every rule", arguments: OptimiserStep.Rule.allCases)
    func losses(rule: OptimiserStep.Rule) throws {
        for item in try Self.models() {
            let expected = try #require(item.losses[rule.rawValue])
            let step = try TrainingStep(
                model: Self.transformer(gpt: item.gpt), format: .fp32, sequences: 2, tokens: 6, rule: rule,
                counting: .causal)
            var run = try TrainingRun(step, seed: 7, capacity: 1 << 22)
            for loss in expected {
                let found = try run.train(item.text, rate: Float(#require(item.rates[rule.rawValue])))
                #expect((Double(found) - loss).magnitude <= 3e-5 * loss, "gpt: \(item.gpt)")
            }
            #expect(expected[3] < expected[0])
        }
    }
}
