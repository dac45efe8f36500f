import InterlockTesting
import Accelerator
import FunctionalAccelerator
import Tensors
import Testing

@Suite("Inference")
struct InferenceTests {
    @Test("with the cache gives the bytes that computing all tokens anew gives", arguments: UInt64(1)...60)
    func cached(seed: UInt64) throws {
        var generator = Generator(seed: seed)
        let (model, format) = (try generator.transformer(), generator.element(Generator.formats))
        let text = generator.tokens(30, vocabulary: model.vocabulary)
        let replica = try Replica(model: model, format: format, rule: nil, seed: seed, capacity: 1 << 26)
        func generation(_ counting: AttentionCounting) throws -> Generation {
            try Generation(replica, capacity: 30, counting: counting)
        }
        var whole = try generation(.full)
        let expected = try whole.prefill([text], logits: .everyToken)[0]
        var step = try generation(.causal)
        var found = try step.prefill([Array(text[..<11])], logits: .everyToken)[0].values
        found += try step.prefill([Array(text[11..<20])], logits: .everyToken)[0].values
        for token in text[20...] { found += try step.decode([token])[0].values }
        #expect(found == expected.values, "seed \(seed), \(format)")
    }

    @Test("of several prompts at once gives each what it gets alone", arguments: Generator.formats)
    func batch(format: NumberFormat) throws {
        var generator = Generator(seed: 9)
        let model = try generator.transformer()
        let replica = try Replica(model: model, format: format, rule: nil, seed: 1, capacity: 1 << 24)
        let prompts = (0..<3).map { _ in generator.tokens(7, vocabulary: model.vocabulary) }
        var together = try Generation(replica, sequences: 3, capacity: 9, counting: .causal)
        let all = try together.prefill(prompts)
        for (prompt, logits) in zip(prompts, all) {
            var alone = try Generation(replica, capacity: 9, counting: .causal)
            #expect(try alone.prefill([prompt])[0] == logits)
        }
    }

    @Test("on divided chips gives the same logits but for the order of sums")
    func divided() throws {
        var generator = Generator(seed: 4)
        let model = try generator.transformer(chips: 2)
        let text = generator.tokens(12, vocabulary: model.vocabulary)
        func logits(_ parallelism: Parallelism) throws -> [Float] {
            var generation = try Generation(
                Replica(
                    model: model, format: .fp32, parallelism: parallelism, rule: nil, seed: 1, capacity: 1 << 24),
                capacity: 12, counting: .causal)
            return try generation.prefill([text], logits: .everyToken)[0].values
        }
        let alone = try logits(.single)
        let together = try logits(Parallelism(tensor: 2, pipeline: model.layers, data: 1))
        for (one, other) in zip(alone, together) { #expect((one - other).magnitude < 1e-5) }
    }

    @Test("refuses a full cache, tokens outside the vocabulary, ragged and empty prompts")
    func refusals() throws {
        var generator = Generator(seed: 2)
        let model = try generator.transformer()
        let replica = try Replica(model: model, format: .bf16, rule: nil, seed: 1, capacity: 1 << 24)
        var generation = try Generation(replica, sequences: 2, capacity: 4, counting: .full)
        let used = generation.replica.chips[0][0].memory.used
        #expect(throws: TensorError.self) { try generation.prefill([[0, 0, 0, 0, 0], [0, 0, 0, 0, 0]]) }
        #expect(throws: TensorError.token(model.vocabulary, vocabulary: model.vocabulary)) {
            try generation.prefill([[0], [model.vocabulary]])
        }
        #expect(throws: TensorError.self) { try generation.prefill([[0], [0, 0]]) }
        #expect(throws: TensorError.self) { try generation.prefill([[0]]) }
        #expect(throws: TensorError.self) { try generation.prefill([[], []]) }
        #expect(throws: TensorError.self) { try Generation(replica, sequences: 0, capacity: 4, counting: .full) }
        #expect(throws: TensorError.self) { try Generation(replica, sequences: 2, capacity: .max, counting: .full) }
        #expect(generation.cachedTokens == 0, "what was refused left nothing behind")
        #expect(generation.replica.chips[0][0].memory.used == used, "what was refused left nothing behind")
        _ = try generation.prefill([[0, 0], [0, 0]])
        #expect(generation.cachedTokens == 2)
    }

    @Test("and training refuse what no kernel is there for, and chips that are too small")
    func unsupported() throws {
        let latent = try PublishedModel.deepSeekV3.transformer()
        #expect(throws: TensorError.self) { try Replica(model: latent, format: .fp8, rule: nil, seed: 1, capacity: 1) }
        let relative = try PublishedModel.gopher.transformer()
        #expect(throws: TensorError.self) {
            try Replica(model: relative, format: .bf16, rule: nil, seed: 1, capacity: 1)
        }
        var generator = Generator(seed: 3)
        let model = try generator.transformer()
        for format in [NumberFormat.fp64, .tf32, .fp16, .fp4, .int4] {
            #expect(throws: TensorError.self) {
                try Replica(model: model, format: format, rule: nil, seed: 1, capacity: 1 << 24)
            }
        }
        #expect(throws: TensorError.self) {
            try Replica(model: model, format: .fp32, rule: .adam, seed: 1, capacity: 100)
        }
    }

    @Test("and training on a batch of another shape, or that diverges, is an error")
    func batches() throws {
        var generator = Generator(seed: 6)
        let model = try generator.transformer()
        let step = try TrainingStep(
            model: model, format: .fp32, sequences: 1, tokens: 3, rule: .sgd, counting: .causal)
        var run = try TrainingRun(step, seed: 1, capacity: 1 << 24)
        #expect(throws: TensorError.self) { try run.train([], rate: 1) }
        #expect(throws: TensorError.self) { try run.train([[0, 0, 0]], rate: 1) }
        #expect(throws: TensorError.token(-1, vocabulary: model.vocabulary)) {
            try run.train([[0, 0, 0, -1]], rate: 1)
        }
        #expect(run.steps == 0)
        #expect(throws: TensorError.self) {
            for _ in 0..<4 { _ = try run.train([[0, 0, 0, 0]], rate: .infinity) }
        }
    }
}
