import Accelerator
import Testing

@Suite("Published exact counts")
struct ExactCountTests {
    @Test("nanoGPT 124M has 124,337,664 parameters and a forward pass of 291,648,307,200 operations")
    func nanoGPT() throws {
        let model = try Transformer(
            layers: 12, width: 768, attention: .grouped(heads: 12, keyValueHeads: 12, headDimension: 64),
            feedForward: .dense(FeedForward(width: 3072, gating: .plain)), vocabulary: 50257, embeddings: .tied,
            positions: .learned, context: 1024)
        #expect(model.parameters.total == 124_337_664)
        let pass = try Pass(model: model, batch: 1, tokens: 1024, counting: .full)
        let forward = Command(.forward(pass), format: .bf16).cost
        #expect(2 * forward.multiplyAccumulates == 291_648_307_200)
        let backward = Command(.backward(pass, recompute: .none), format: .bf16).cost
        #expect(2 * (forward + backward).multiplyAccumulates == 874_944_921_600)
    }
}
