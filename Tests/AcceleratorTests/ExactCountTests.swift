import Accelerator
import Testing

@Suite("Counts that others published to the last digit")
struct ExactCountTests {
    @Test("nanoGPT 124M: parameters, forward pass and training step of 1,024 tokens")
    func nanoGPT() throws {
        let model = try PublishedModel.gpt2.transformer()
        #expect(model.parameters.total == 124_337_664)
        let pass = try Pass(model: model, batch: 1, tokens: 1024, counting: .full)
        let forward = Command(.forward(pass), format: .bf16).cost
        let backward = Command(.backward(pass, recompute: .none), format: .bf16).cost
        #expect(2 * forward.multiplyAccumulates == 291_648_307_200)
        #expect(2 * (forward + backward).multiplyAccumulates == 874_944_921_600)
    }

    @Test("nanoGPT 124M: PaLM's formula gives 875,062,886,400 operations a sequence")
    func nanoGPTByPaLM() throws {
        let run = try #require(try PublishedRun.catalogue().first { $0.name == .gpt2 })
        #expect(run.formulaOperations / Double(run.tokens / 1024) == 875_062_886_400)
    }

    /// Table A4 of arXiv 2203.15556 as nanoGPT's scaling_laws notebook reproduces it: no look-up, no logits.
    static let chinchillaRows: [(layers: Int, width: Int, inner: Int, heads: Int, operations: UInt128)] = [
        (10, 640, 2560, 10, 929_877_196_800),
        (20, 1024, 4096, 16, 4_135_248_199_680),
        (24, 1280, 5120, 10, 7_353_453_772_800),
        (26, 1792, 7168, 14, 14_670_316_437_504),
        (28, 2048, 8192, 16, 20_220_437_594_112),
        (40, 3584, 14336, 28, 83_021_046_743_040),
    ]

    @Test("Chinchilla, table A4: six models' operations for a sequence of 2,048 tokens", arguments: chinchillaRows)
    func chinchilla(row: (layers: Int, width: Int, inner: Int, heads: Int, operations: UInt128)) throws {
        let model = try Transformer(
            layers: row.layers, width: row.width,
            attention: .grouped(heads: row.heads, keyValueHeads: row.heads, headDimension: row.width / row.heads),
            feedForward: .dense(FeedForward(width: row.inner, gating: .plain)), vocabulary: 32000,
            embeddings: .tied, context: 2048)
        let pass = try Pass(model: model, batch: 1, tokens: 2048, counting: .full)
        var operations: UInt128 = 0
        for command in [
            Command(.forward(pass), format: .bf16), Command(.backward(pass, recompute: .none), format: .bf16),
        ] {
            operations += 2 * command.work.multiplyAccumulates + command.work.softmaxOperations
        }
        let logits = 6 * model.parameters.head * 2048
        #expect(operations - logits == row.operations)
    }

    @Test("GPT-3: 174.60 billion parameters, and 3.14e23 operations for 300 billion tokens without scores")
    func gpt3() throws {
        let model = try PublishedModel.gpt3.transformer()
        #expect((model.parameters.total + 500_000) / 1_000_000 == 174_604)
        let operations = 6 * model.parameters.multiplying * 300_000_000_000
        #expect((operations + 500_000_000_000_000_000_000) / 1_000_000_000_000_000_000_000 == 314)
    }

    @Test("LLaMA-7B: a forward pass of 1 × 128 tokens multiplies 1,700,001,742,848 operations")
    func llama7B() throws {
        let pass = try Pass(model: PublishedModel.llama7B.transformer(), batch: 1, tokens: 128, counting: .full)
        #expect(2 * Command(.forward(pass), format: .bf16).work.multiplyAccumulates == 1_700_001_742_848)
    }

    @Test("Llama 2 70B keeps 327,680 bytes of keys and values a token in bfloat16")
    func cacheBytes() throws {
        #expect(try PublishedModel.llama2.transformer().cacheBytesEachToken(in: .bf16) == 327_680)
    }

    static let parameterCounts: [(model: PublishedModel, count: UInt128)] = [
        (.llama7B, 6_738_415_616),
        (.llama65B, 65_285_660_672),
        (.llama2, 68_976_648_192),
        (.llama31Small, 8_030_261_248),
        (.llama31Medium, 70_553_706_496),
        (.llama31Large, 405_853_388_800),
        (.falcon, 179_522_565_120),
    ]

    @Test("parameters equal those of the published weights", arguments: parameterCounts)
    func parameters(expected: (model: PublishedModel, count: UInt128)) throws {
        #expect(try expected.model.transformer().parameters.total == expected.count)
    }

    @Test("BLOOM lacks only its embedding normalisation: 28,672 of 176,247,271,424 parameters")
    func bloom() throws {
        #expect(try PublishedModel.bloom.transformer().parameters.total == 176_247_271_424 - 28_672)
    }
}
