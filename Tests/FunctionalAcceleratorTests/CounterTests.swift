import InterlockTesting
import Accelerator
import FunctionalAccelerator
import Testing

/// What chips count while they compute is what the closed formulas say of the same commands: no counter may differ.
@Suite("Counters of both fidelities")
struct CounterTests {
    @Test("a training step on any number of chips counts what its commands cost", arguments: UInt64(1)...120)
    func training(seed: UInt64) throws {
        var generator = Generator(seed: seed)
        let tensor = generator.element([1, 1, 2, 3])
        var pipeline = generator.number(1...3)
        let model = try generator.transformer(chips: tensor)
        pipeline = model.embeddings == .tied ? 1 : min(pipeline, model.layers)
        let parallelism = try Parallelism(tensor: tensor, pipeline: pipeline, data: generator.number(1...3))
        let microBatch = generator.number(1...3)
        let step = try TrainingStep(
            model: model, format: generator.element(Generator.formats),
            sequences: microBatch * parallelism.data * generator.number(1...2), microBatch: microBatch,
            tokens: generator.number(1...40), parallelism: parallelism,
            recompute: generator.element(Recompute.allCases), rule: generator.element(OptimiserStep.Rule.allCases),
            collectives: generator.element(Collective.Algorithm.allCases),
            counting: generator.element(AttentionCounting.allCases))
        var run = try TrainingRun(step, seed: seed)
        let before = run.replicas.map { $0.chips.map { $0.map(\.counters) } }
        _ = try run.train(
            (0..<step.sequences).map { _ in generator.tokens(step.tokens + 1, vocabulary: model.vocabulary) },
            rate: 1e-3)
        for (replica, stages) in run.replicas.map(\.chips).enumerated() {
            for (stage, chips) in stages.enumerated() {
                let expected = try step.exactCommands(stage: stage).cost
                for (rank, chip) in chips.enumerated() {
                    expectEqual(chip.counters - before[replica][stage][rank], expected, "seed \(seed), stage \(stage)")
                }
            }
        }
    }

    @Test("a request on any number of chips counts what its commands cost", arguments: UInt64(1)...120)
    func inference(seed: UInt64) throws {
        var generator = Generator(seed: seed)
        let tensor = generator.element([1, 1, 2, 3])
        let model = try generator.transformer(chips: tensor)
        let pipeline = model.embeddings == .tied ? 1 : generator.number(1...model.layers)
        let parallelism = try Parallelism(tensor: tensor, pipeline: pipeline, data: 1)
        let request = try InferenceRequest(
            model: model, format: generator.element(Generator.formats), batch: generator.number(1...3),
            promptTokens: generator.number(1...40), generatedTokens: generator.number(1...6),
            counting: generator.element(AttentionCounting.allCases))
        let collectives = generator.element(Collective.Algorithm.allCases)
        let replica = try Replica(
            model: model, format: request.format, parallelism: parallelism, rule: nil, collectives: collectives,
            seed: seed, capacity: 1 << 28)
        let before = replica.chips.map { $0.map(\.counters) }
        var generation = try Generation(
            replica, sequences: request.batch, capacity: request.promptTokens + request.generatedTokens,
            counting: request.counting)
        func prompts(_ count: Int) -> [[Int]] {
            (0..<request.batch).map { _ in generator.tokens(count, vocabulary: model.vocabulary) }
        }
        _ = try generation.prefill(prompts(request.promptTokens))
        for _ in 1..<request.generatedTokens { _ = try generation.decode(prompts(1).map { $0[0] }) }
        for (stage, chips) in generation.replica.chips.enumerated() {
            let expected = try request.exactCommands(on: parallelism, stage: stage, collectives: collectives).cost
            for (rank, chip) in chips.enumerated() {
                expectEqual(chip.counters - before[stage][rank], expected, "seed \(seed), stage \(stage)")
            }
        }
    }

    @Test("pieces of a prompt, with logits of every token, count what such prefills cost", arguments: UInt64(1)...60)
    func pieces(seed: UInt64) throws {
        var generator = Generator(seed: seed)
        let (model, format) = (try generator.transformer(), generator.element(Generator.formats))
        let (batch, counting) = (generator.number(1...3), generator.element(AttentionCounting.allCases))
        let logits = generator.element([Prefill.Logits.lastToken, .everyToken])
        var generation = try Generation(
            Replica(model: model, format: format, rule: nil, seed: seed, capacity: 1 << 26), sequences: batch,
            capacity: 60, counting: counting)
        for _ in 0..<3 {
            let tokens = generator.number(1...20)
            let before = generation.replica.chips[0][0].counters
            let prefill = try Prefill(
                model: model, batch: batch, tokens: tokens, cachedTokens: generation.cachedTokens, counting: counting,
                logits: logits)
            let prompts = (0..<batch).map { _ in generator.tokens(tokens, vocabulary: model.vocabulary) }
            _ = try generation.prefill(prompts, logits: logits)
            expectEqual(
                generation.replica.chips[0][0].counters - before, Command(.prefill(prefill), format: format).cost,
                "seed \(seed)")
        }
    }

    @Test("making a chip counts the load of its weights", arguments: Generator.formats)
    func load(format: NumberFormat) throws {
        var generator = Generator(seed: 1)
        let model = try generator.transformer()
        let replica = try Replica(model: model, format: format, rule: nil, seed: 1, capacity: 1 << 26)
        let bytes = UInt64(format.bytes(model.parameters.total))
        expectEqual(replica.chips[0][0].counters, Command(.weightLoad(bytes: bytes), format: format).cost, "\(format)")
    }

    @Test("for one chip the exact stream is the averaged one", arguments: UInt64(1)...40)
    func single(seed: UInt64) throws {
        var generator = Generator(seed: seed)
        let model = try generator.transformer()
        let step = try TrainingStep(
            model: model, format: .bf16, sequences: 6, microBatch: 2, tokens: 5,
            parallelism: Parallelism(tensor: 1, pipeline: 1, data: 1), counting: .causal)
        #expect(try step.exactCommands().cost == step.commands().cost)
    }

    @Test("the exact parts of a replica multiply together what the whole model does", arguments: UInt64(1)...40)
    func parts(seed: UInt64) throws {
        var generator = Generator(seed: seed)
        let tensor = generator.element([1, 2, 3])
        let model = try generator.transformer(chips: tensor)
        let pipeline = model.embeddings == .tied ? 1 : generator.number(1...model.layers)
        let step = try TrainingStep(
            model: model, format: .bf16, sequences: 2, tokens: 9,
            parallelism: Parallelism(tensor: tensor, pipeline: pipeline, data: 1), counting: .causal)
        let sum = try (0..<pipeline).reduce(UInt128(0)) {
            $0 + UInt128(tensor) * (try step.exactCommands(stage: $1).cost.multiplyAccumulates)
        }
        let pass = try Pass(model: model, batch: 1, tokens: 9, counting: .causal)
        #expect(sum == 6 * Command(.forward(pass), format: .bf16).cost.multiplyAccumulates)
    }

    private func expectEqual(_ found: Counters, _ expected: Counters, _ case: String) {
        for counter in Counter.all where found[counter] != expected[counter] {
            Issue.record("\(`case`), \(counter): \(found[counter]), not \(expected[counter])")
        }
    }
}
