import Accelerator
import InterlockTesting
import Testing
import Workloads

@Suite("Workloads from model cards")
struct GeneratorTests {
    static func model() throws -> Transformer {
        try Transformer(
            layers: 4, width: 64, attention: .grouped(heads: 4, keyValueHeads: 4, headDimension: 16),
            feedForward: .experts(
                Experts(total: 8, active: 2, shared: 1, expert: FeedForward(width: 32, gating: .gated))),
            vocabulary: 512, embeddings: .untied, context: 128)
    }

    static func step(data: Int = 2, format: NumberFormat = .fp32) throws -> TrainingStep {
        try TrainingStep(
            model: try model(), format: format, sequences: 12 * data, microBatch: 3, tokens: 32,
            parallelism: try Parallelism(tensor: 1, pipeline: 1, data: data), counting: .full)
    }

    static func card(_ steps: Int = 3) throws -> ModelCard {
        try ModelCard(.training(try step()), repetitions: steps, stage: 0, peak: 1e12, utilisation: 0.5)
    }

    @Test("count what the accelerator counts for the same steps")
    func counters() throws {
        let workload = try GeneratorTests.card(5).workload(named: "card")
        #expect(try workload.counters() == GeneratorTests.step().exactCommands().cost * 5)
        let parallelism = try Parallelism(tensor: 2, pipeline: 2, data: 1)
        let dense = try PublishedModel.llama7B.transformer()
        let request = try InferenceRequest(
            model: dense, format: .bf16, batch: 4, promptTokens: 64, generatedTokens: 9, counting: .full)
        for stage in 0...1 {
            let card = try ModelCard(
                .inference(request, parallelism), repetitions: 2, stage: stage, peak: 1e12, utilisation: 1)
            let expected = try request.exactCommands(on: parallelism, stage: stage).cost * 2
            #expect(try card.workload(named: "x").counters() == expected)
        }
    }

    @Test("all-reduce four bytes a parameter and step in FP32 data-parallel training", arguments: [2, 4, 8])
    func allReduce(data: Int) throws {
        for format in [NumberFormat.fp32, .bf16] {
            let step = try GeneratorTests.step(data: data, format: format)
            let card = try ModelCard(.training(step), repetitions: 3, stage: 0, peak: 1e12, utilisation: 0.5)
            let bytes = try card.workload(named: "x").exchanges[.allReduce]?.bytes
            // Buffers are padded to a multiple of the replicas.
            let parameters = step.model.parameters.total
            let padded = (parameters + UInt128(data) - 1) / UInt128(data) * UInt128(data)
            #expect(bytes == 3 * 4 * padded)
        }
    }

    @Test("take the time that peak and utilisation give")
    func time() throws {
        let workload = try GeneratorTests.card(4).workload(named: "card")
        let operations = 2 * Double(try workload.counters().multiplyAccumulates)
        let seconds = Double(try #require(workload.span)) * 1e-9
        #expect(abs(seconds / (operations / 0.5e12) - 1) < 1e-6)
    }

    @Test("refuse shapes whose activations no link could carry, though every dimension is in range")
    func enormous() throws {
        let model = try Transformer(
            layers: 1, width: 1 << 22, attention: .grouped(heads: 1 << 15, keyValueHeads: 1 << 15, headDimension: 128),
            feedForward: .dense(FeedForward(width: 1 << 22, gating: .plain)), vocabulary: 1, embeddings: .tied,
            context: 1)
        #expect(throws: ShapeError.self) {
            try TrainingStep(
                model: model, format: .fp64, sequences: 4096, microBatch: 4096, tokens: 1 << 28, counting: .full)
        }
        let request = try InferenceRequest(
            model: model, format: .fp64, batch: 4096, promptTokens: 1 << 27, generatedTokens: 2, counting: .full)
        #expect(throws: ShapeError.self) {
            try request.exactCommands(on: try Parallelism(tensor: 2, pipeline: 1, data: 1))
        }
    }

    @Test("refuse a batch whose sums are more than an operation's most repetitions")
    func repetitions() throws {
        let model = try Transformer(
            layers: 200, width: 8, attention: .grouped(heads: 2, keyValueHeads: 2, headDimension: 4),
            feedForward: .dense(FeedForward(width: 8, gating: .plain)), vocabulary: 8, embeddings: .tied, context: 1)
        func workload(_ sequences: Int) throws -> Workload {
            let step = try TrainingStep(
                model: model, format: .bf16, sequences: sequences, tokens: 1,
                parallelism: try Parallelism(tensor: 2, pipeline: 1, data: 1), counting: .full)
            let card = try ModelCard(.training(step), repetitions: 1, stage: 0, peak: 1e12, utilisation: 0.5)
            return try card.workload(named: "x")
        }
        // Two sums a layer in each direction: 2^40 are the most.
        let most = Int(WorkloadOperation.mostRepetitions) / 400
        #expect(try workload(most).operations.map(\.repetitions).max() == UInt64(most) * 400)
        for sequences in [most + 1, 1 << 32] {
            let error = try #require(throws: WorkloadError.self) { try workload(sequences) }
            #expect(error.field == "batch" && error.mend == "give a smaller batch, or larger micro-batches")
        }
    }

    @Test("refuse what can't be")
    func refused() throws {
        let step = try GeneratorTests.step()
        for (steps, peak, utilisation) in [
            (0, 1e12, 0.5), (1, 1e12, 0), (1, 1e12, 1.5), (1, 1e12, .nan), (1, .nan, 0.5), (1, 0, 0.5), (1, 1e19, 0.5),
        ] {
            #expect(throws: WorkloadError.self) {
                try ModelCard(.training(step), repetitions: steps, stage: 0, peak: peak, utilisation: utilisation)
            }
        }
        let request = try InferenceRequest(
            model: try GeneratorTests.model(), format: .bf16, promptTokens: 4, generatedTokens: 2, counting: .full)
        let eight = try Parallelism(tensor: 8, pipeline: 1, data: 1)
        for task in [ModelCard.Task.training(step), .inference(request, eight)] {
            for stage in [-1, 1, .max, .min] {
                #expect(throws: WorkloadError.self) {
                    try ModelCard(task, repetitions: 1, stage: stage, peak: 1e12, utilisation: 0.5)
                }
            }
        }
        let long = try ModelCard(.training(step), repetitions: 1 << 20, stage: 0, peak: 1e12, utilisation: 0.5)
        #expect(throws: WorkloadError.self) { try long.workload(named: "x") }
    }
}
