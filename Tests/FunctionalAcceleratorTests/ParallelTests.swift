import InterlockTesting
import Accelerator
import FunctionalAccelerator
import Tensors
import Testing

@Suite("Several chips")
struct ParallelTests {
    static let model = Result {
        try Transformer(
            layers: 4, width: 24, attention: .grouped(heads: 4, keyValueHeads: 4, headDimension: 6),
            feedForward: .dense(FeedForward(width: 32, gating: .gated)), vocabulary: 40, embeddings: .untied,
            biases: .present, context: 32)
    }

    /// Losses of five steps.
    static func losses(
        _ parallelism: Parallelism, format: NumberFormat = .fp32, recompute: Recompute = .none,
        collectives: Collective.Algorithm = .ring
    ) throws -> [Float] {
        let step = try TrainingStep(
            model: model.get(), format: format, sequences: 8, microBatch: 2, tokens: 12, parallelism: parallelism,
            recompute: recompute, collectives: collectives, counting: .causal)
        var run = try TrainingRun(step, seed: 3, capacity: 1 << 24)
        return try (0..<5).map { _ in
            try run.train((0..<8).map { start in (0...12).map { (start + $0 * 3) % 40 } }, rate: 3e-3)
        }
    }

    @Test(
        "train the same model as one, however they divide it",
        arguments: [(2, 1, 1), (4, 1, 1), (1, 2, 1), (1, 4, 1), (1, 1, 2), (1, 1, 4), (2, 2, 2)])
    func divided(tensor: Int, pipeline: Int, data: Int) throws {
        let alone = try Self.losses(.single)
        #expect(alone[4] < 0.8 * alone[0])
        for algorithm in Collective.Algorithm.allCases {
            let together = try Self.losses(
                Parallelism(tensor: tensor, pipeline: pipeline, data: data), collectives: algorithm)
            for (one, other) in zip(alone, together) { #expect((one - other).magnitude < 2e-5 * one) }
        }
    }

    @Test("behind one another compute the same bytes as one", arguments: Generator.formats)
    func pipeline(format: NumberFormat) throws {
        let parallelism = try Parallelism(tensor: 1, pipeline: 4, data: 1)
        #expect(try Self.losses(parallelism, format: format) == Self.losses(.single, format: format))
    }

    @Test("that compute activations again compute the same bytes", arguments: Generator.formats)
    func recompute(format: NumberFormat) throws {
        let parallelism = try Parallelism(tensor: 2, pipeline: 2, data: 1)
        #expect(
            try Self.losses(parallelism, format: format, recompute: .full)
                == Self.losses(parallelism, format: format))
    }

    @Test(
        "train in fewer bits nearly as well as in FP32",
        arguments: [(NumberFormat.bf16, 0.005), (.fp8, 0.05), (.int8, 0.05)] as [(NumberFormat, Float)])
    func formats(format: NumberFormat, bound: Float) throws {
        let parallelism = try Parallelism(tensor: 2, pipeline: 1, data: 1)
        for (one, other) in zip(try Self.losses(.single), try Self.losses(parallelism, format: format)) {
            #expect((one - other).magnitude < bound * one)
        }
    }

    @Test("of a replica and of its copy hold the same weights to the last byte", arguments: Generator.formats)
    func replicas(format: NumberFormat) throws {
        let step = try TrainingStep(
            model: Self.model.get(), format: format, sequences: 4, tokens: 6,
            parallelism: Parallelism(tensor: 2, pipeline: 1, data: 2), counting: .full)
        func weights() throws -> [[UInt8]] {
            var run = try TrainingRun(step, seed: 5, capacity: 1 << 24)
            for shift in 0..<3 {
                _ = try run.train((0..<4).map { start in (0...6).map { (start + $0 + shift) % 40 } }, rate: 1e-2)
            }
            return try run.replicas.flatMap { try $0.chips[0].map { try $0.weightBytes } }
        }
        let first = try weights()
        #expect(first[0] == first[2] && first[1] == first[3])
        #expect(first[0] != first[1])
        #expect(try weights() == first, "the same seed gives the same bytes")
    }

    @Test("sum, gather and scatter by ring and switch as plain loops do", arguments: UInt64(1)...40)
    func collectives(seed: UInt64) throws {
        var generator = Generator(seed: seed)
        let (ranks, chunk) = (generator.number(1...6), generator.number(1...9))
        // Whole numbers add exactly in any order.
        let buffers = (0..<ranks).map { _ in (0..<ranks * chunk).map { _ in Float(generator.number(-20...20)) } }
        let sum = (0..<ranks * chunk).map { place in buffers.reduce(0) { $0 + $1[place] } }
        for algorithm in Collective.Algorithm.allCases {
            for format in [ElementFormat.fp32, .bf16] {
                let links = try LinkCollective(algorithm, format: format)
                let number: NumberFormat = format == .fp32 ? .fp32 : .bf16
                func expect(_ outcome: LinkCollective.Outcome, _ purpose: Collective.Purpose) throws {
                    let collective = try Collective(
                        purpose, bytes: UInt64(ranks * chunk * format.byteCount), ranks: ranks, algorithm: algorithm)
                    let cost = Command(.collective(collective), format: number).cost
                    #expect(outcome.counters.allSatisfy { $0 == cost }, "seed \(seed), \(algorithm), \(purpose)")
                }
                let all = try links.allReduce(buffers)
                #expect(all.buffers == Array(repeating: sum, count: ranks), "seed \(seed)")
                try expect(all, .allReduce)
                let scattered = try links.reduceScatter(buffers)
                #expect(scattered.buffers.flatMap { $0 } == sum, "seed \(seed)")
                try expect(scattered, .reduceScatter)
                let gathered = try links.allGather(scattered.buffers)
                #expect(gathered.buffers == Array(repeating: sum, count: ranks), "seed \(seed)")
                try expect(gathered, .allGather)
            }
        }
    }

    @Test("refuse buffers that do not divide, differ, or share scales")
    func refusals() throws {
        let ring = try LinkCollective(.ring, format: .fp32)
        #expect(throws: TensorError.self) { try ring.allReduce([[1, 2, 3], [1, 2, 3]]) }
        #expect(throws: TensorError.self) { try ring.allReduce([[1, 2], [1]]) }
        #expect(throws: TensorError.self) { try ring.allGather([[], []]) }
        #expect(throws: TensorError.self) { try ring.reduceScatter([]) }
        #expect(throws: TensorError.self) { try LinkCollective(.ring, format: .e4m3) }
        let three = try Parallelism(tensor: 3, pipeline: 1, data: 1)
        #expect(throws: ShapeError.self) { try Self.model.get().part(of: three, stage: 0) }
        #expect(throws: ShapeError.self) { try Self.model.get().part(of: .single, stage: 1) }
    }
}
