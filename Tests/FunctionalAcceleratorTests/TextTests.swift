import Accelerator
import FunctionalAccelerator
import Tensors
import Testing

@Suite("A text")
struct TextTests {
    /// The opening of Abraham Lincoln's Gettysburg Address, 1863; in the public domain.
    static let address = """
        Four score and seven years ago our fathers brought forth on this continent, a new nation, conceived in \
        Liberty, and dedicated to the proposition that all men are created equal. Now we are engaged in a great \
        civil war, testing whether that nation, or any nation so conceived and so dedicated, can long endure. 
        """

    static func run(_ format: NumberFormat, tensor: Int, pipeline: Int, data: Int, steps: Int) throws -> TextRun {
        let model = try Transformer(
            layers: 2, width: 32, attention: .grouped(heads: 4, keyValueHeads: 2, headDimension: 8),
            feedForward: .dense(FeedForward(width: 64, gating: .gated)), vocabulary: 128, embeddings: .untied,
            context: 64)
        let step = try TrainingStep(
            model: model, format: format, sequences: 4, microBatch: 2, tokens: 64,
            parallelism: Parallelism(tensor: tensor, pipeline: pipeline, data: data), counting: .causal)
        return try TextRun(Array(address.utf8), step: step, steps: steps, rate: 0.01, seed: 1, capacity: 1 << 24)
    }

    @Test("is learned by heart by eight chips that divide data, layers and model, and recited by four of them")
    func recital() throws {
        var run = try Self.run(.bf16, tensor: 2, pipeline: 2, data: 2, steps: 200)
        var losses: [Float] = []
        for _ in 0..<200 { losses.append(try run.advance()) }
        #expect(losses[0] > 4.5)
        #expect(losses.suffix(10).reduce(0, +) / 10 < 0.25)
        // The quarters of the run are better and better.
        let quarters = (0..<4).map { losses[$0 * 50..<($0 + 1) * 50].reduce(0, +) }
        #expect(quarters == quarters.sorted(by: >))
        let recited = try run.continued(Array(Self.address.utf8.prefix(24)), by: 40)
        #expect(String(decoding: recited, as: UTF8.self) == String(Self.address.prefix(64)))
    }

    @Test(
        "gives the recorded losses, to the last bit, on every machine",
        arguments: [
            (.fp32, [0x40aa_e772, 0x40a0_f86a, 0x4099_07ce, 0x408d_1011]),
            (.bf16, [0x40aa_f0dc, 0x40a1_173a, 0x4099_139b, 0x408d_09be]),
            (.fp8, [0x40ab_95dc, 0x40a1_ac30, 0x4099_08d2, 0x408d_50a4]),
            (.int8, [0x40aa_ec41, 0x40a1_20de, 0x4099_022c, 0x408d_42ca]),
        ] as [(NumberFormat, [UInt32])])
    func bits(format: NumberFormat, recorded: [UInt32]) throws {
        var run = try Self.run(format, tensor: 2, pipeline: 1, data: 2, steps: 20)
        var found: [UInt32] = []
        for _ in 0..<recorded.count { found.append(try run.advance().bitPattern) }
        #expect(found == recorded)
    }

    @Test("of one byte, of bytes outside the vocabulary, or a prompt of none is refused")
    func refusals() throws {
        let run = try Self.run(.fp32, tensor: 1, pipeline: 1, data: 1, steps: 1)
        #expect(throws: TensorError.self) { try run.continued([], by: 1) }
        #expect(throws: TensorError.token(200, vocabulary: 128)) { try run.continued([200], by: 1) }
        #expect(throws: TensorError.self) { try TextRun([1], step: run.run.step, steps: 1, rate: 1, seed: 1) }
        #expect(throws: TensorError.self) { try TextRun([1, 200], step: run.run.step, steps: 1, rate: 1, seed: 1) }
        #expect(throws: TensorError.self) { try TextRun([1, 2], step: run.run.step, steps: 1, rate: .nan, seed: 1) }
    }

    @Test("goes on beyond the cache, drawn by the seed")
    func long() throws {
        let run = try Self.run(.fp32, tensor: 1, pipeline: 1, data: 1, steps: 1)
        let prompt = Array(Self.address.utf8.prefix(5))
        let drawn = try run.continued(prompt, by: 150, temperature: 1)
        #expect(drawn.count == 155)
        #expect(try run.continued(prompt, by: 150, temperature: 1) == drawn)
        #expect(try run.continued(prompt, by: 150) != drawn)
        #expect(drawn.allSatisfy { $0 < 128 })
    }
}
