import Accelerator
import Testing

@Suite("Shapes that can't exist")
struct ShapeTests {
    private func transformer(
        layers: Int = 2, width: Int = 8, heads: Int = 2, keyValueHeads: Int = 2, inner: Int = 16, vocabulary: Int = 9
    ) throws -> Transformer {
        try Transformer(
            layers: layers, width: width,
            attention: .grouped(heads: heads, keyValueHeads: keyValueHeads, headDimension: 4),
            feedForward: .dense(FeedForward(width: inner, gating: .plain)), vocabulary: vocabulary,
            embeddings: .tied, context: 16)
    }

    private func field(_ body: () throws -> Void) -> ShapeError.Field? {
        do {
            try body()
            return nil
        } catch {
            return (error as? ShapeError)?.field
        }
    }

    @Test("each dimension out of range is named", arguments: [0, -1, Int.max, Int.min])
    func dimensions(value: Int) {
        #expect(field { _ = try transformer(layers: value) } == .layers)
        #expect(field { _ = try transformer(width: value) } == .width)
        #expect(field { _ = try transformer(heads: value) } == .heads)
        #expect(field { _ = try transformer(inner: value) } == .feedForwardWidth)
        #expect(field { _ = try transformer(vocabulary: value) } == .vocabulary)
    }

    @Test("key-value heads must divide heads")
    func keyValueHeads() {
        #expect(field { _ = try transformer(heads: 6, keyValueHeads: 4) } == .keyValueHeads)
        #expect(field { _ = try transformer(heads: 6, keyValueHeads: 0) } == .keyValueHeads)
        #expect(field { _ = try transformer(heads: 6, keyValueHeads: 3) } == nil)
    }

    @Test("a model of more than 2^48 parameters is refused")
    func parameters() {
        #expect(field { _ = try transformer(layers: 1 << 14, width: 1 << 22, inner: 1 << 22) } == .parameters)
    }

    @Test("a batch of more than 2^40 tokens is refused, and one of just so many is not")
    func tokens() throws {
        let model = try transformer()
        #expect(field { _ = try Pass(model: model, batch: 1 << 13, tokens: 1 << 28, counting: .full) } == .tokens)
        #expect(field { _ = try Pass(model: model, batch: 1 << 12, tokens: 1 << 28, counting: .full) } == nil)
        #expect(field { _ = try Decode(model: model, cachedTokens: 1 << 28, tokens: 1) } == .cachedTokens)
    }

    @Test("a chip's place lies among the chips", arguments: [-1, 4, Int.max])
    func shard(index: Int) {
        #expect(field { _ = try Shard(index, of: 4) } == .shardIndex)
        #expect(field { _ = try Shard(0, of: 0) } == .shardCount)
    }

    @Test("an error says the field, its value and what it must be")
    func description() {
        #expect(throws: ShapeError.self) { try Shard(4, of: 4) }
        do {
            _ = try Shard(4, of: 4)
        } catch {
            #expect("\(error)" == "shardIndex is 4; it must be from 0 to 3")
        }
    }
}
