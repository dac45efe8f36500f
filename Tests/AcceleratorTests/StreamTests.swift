import InterlockTesting
import Accelerator
import Testing

@Suite("Command streams")
struct StreamTests {
    /// A training step of random degrees over a random small model.
    static func step(_ generator: inout Generator) throws -> TrainingStep {
        let model = try generator.transformer()
        let parallelism = try Parallelism(
            tensor: generator.number(1...4), pipeline: generator.number(1...model.layers),
            data: generator.number(1...3))
        let microBatch = generator.number(1...3)
        return try TrainingStep(
            model: model, format: generator.element(NumberFormat.allCases),
            sequences: microBatch * parallelism.data * generator.number(1...5), microBatch: microBatch,
            tokens: generator.number(1...40), parallelism: parallelism,
            recompute: generator.element(Recompute.allCases), rule: generator.element(OptimiserStep.Rule.allCases),
            collectives: generator.element(Collective.Algorithm.allCases),
            counting: generator.element(AttentionCounting.allCases))
    }

    @Test("a stream's cost in closed form is the sum of its commands' costs", arguments: UInt64(1)...60)
    func closedForm(seed: UInt64) throws {
        var generator = Generator(seed: seed)
        let step = try Self.step(&generator)
        let stream = try step.commands(
            tensorRank: generator.number(0...(step.parallelism.tensor - 1)),
            stage: generator.number(0...(step.parallelism.pipeline - 1)))
        #expect(stream.reduce(Counters.zero) { $0 + $1.cost } == stream.cost, "seed \(seed)")
        #expect(stream.reduce(0) { count, _ in count + 1 } == stream.count, "seed \(seed)")
    }

    @Test("the chips of a replica together multiply what one chip alone would", arguments: UInt64(1)...60)
    func replica(seed: UInt64) throws {
        var generator = Generator(seed: seed)
        let step = try Self.step(&generator)
        let alone = try TrainingStep(
            model: step.model, format: step.format, sequences: step.sequences / step.parallelism.data,
            microBatch: step.microBatch, tokens: step.tokens, recompute: step.recompute, rule: step.rule,
            counting: Self.counting(of: step)
        ).commands().cost
        var (sum, sent, received) = (Counters.zero, UInt128(0), UInt128(0))
        for stage in 0..<step.parallelism.pipeline {
            for rank in 0..<step.parallelism.tensor {
                let stream = try step.commands(tensorRank: rank, stage: stage)
                sum = sum + stream.cost
                for command in stream where command.kind == .sendReceive {
                    sent += command.cost[.linkBytesSent]
                    received += command.cost[.linkBytesReceived]
                }
            }
        }
        #expect(sum.multiplyAccumulates == alone.multiplyAccumulates, "seed \(seed)")
        #expect(sum[.commands(.backward)] == alone[.commands(.backward)] * UInt128(step.parallelism.modelChips))
        #expect(sent == received, "seed \(seed): what stages send, stages receive")
    }

    private static func counting(of step: TrainingStep) throws -> AttentionCounting {
        for command in try step.commands() {
            if case .forward(let pass) = command.operation { return pass.counting }
        }
        return .full
    }

    @Test("the shares of all chips sum to the whole request", arguments: UInt64(1)...60)
    func requestShares(seed: UInt64) throws {
        var generator = Generator(seed: seed)
        let request = try InferenceRequest(
            model: generator.transformer(), format: generator.element(NumberFormat.allCases),
            batch: generator.number(1...4), promptTokens: generator.number(1...90),
            generatedTokens: generator.number(1...90), counting: generator.element(AttentionCounting.allCases))
        let chips = generator.number(1...16)
        var sum = Counters.zero
        for chip in 0..<chips { sum = sum + request.commands(on: try Shard(chip, of: chips)).cost }
        let whole = request.commands().cost
        for counter in Counter.all where !counter.countsCommands {
            #expect(sum[counter] == whole[counter], "seed \(seed), \(counter)")
        }
        #expect(sum.commands == whole.commands * UInt128(chips), "seed \(seed)")
    }

    @Test("a request for one token is a prefill alone, for more a prefill and one decode command")
    func request() throws {
        func kinds(generating count: Int) throws -> [CommandKind] {
            try InferenceRequest(
                model: PublishedModel.gpt2.transformer(), format: .bf16, promptTokens: 5, generatedTokens: count,
                counting: .causal
            ).commands().map(\.kind)
        }
        #expect(try kinds(generating: 1) == [.prefill])
        #expect(try kinds(generating: 9) == [.prefill, .decode])
    }

    @Test("an optimiser step comes last, once, and every micro-batch goes forward and back")
    func order() throws {
        let step = try TrainingStep(
            model: PublishedModel.gpt2.transformer(), format: .bf16, sequences: 8, microBatch: 2, tokens: 16,
            parallelism: Parallelism(tensor: 1, pipeline: 2, data: 2), counting: .causal)
        let once: [CommandKind] = [.forward, .sendReceive, .backward, .sendReceive]
        #expect(try step.commands(stage: 1).map(\.kind) == once + once + [.allReduce, .optimiserStep])
    }

    @Test("a batch that does not divide among replicas is refused")
    func indivisible() throws {
        #expect(throws: ShapeError.self) {
            try TrainingStep(
                model: PublishedModel.gpt2.transformer(), format: .bf16, sequences: 7, tokens: 16,
                parallelism: Parallelism(tensor: 1, pipeline: 1, data: 2), counting: .causal)
        }
    }
}
