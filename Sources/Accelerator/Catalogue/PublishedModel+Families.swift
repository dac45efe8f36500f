extension PublishedModel {
    /// GPT-2, GPT-3 and their kin: learned positions, one table, two feed-forward matrices of four times the width.
    static func gpt(
        _ layers: Int, _ width: Int, heads: Int, keyValueHeads: Int? = nil, vocabulary: Int = 50257,
        context: Int = 2048,
        biases: Transformer.Biases = .present
    ) throws(ShapeError) -> Transformer {
        try plain(
            layers, width, heads: heads, keyValueHeads: keyValueHeads ?? heads, vocabulary, .tied, .learned, biases,
            biases == .present ? .scaleAndShift : .scale, context: context)
    }

    /// GPT-J, GPT-NeoX and their kin: the same with rotary positions and a table apart.
    static func rotary(
        _ layers: Int, _ width: Int, heads: Int, keyValueHeads: Int? = nil, _ vocabulary: Int,
        biases: Transformer.Biases = .present
    ) throws(ShapeError) -> Transformer {
        try plain(
            layers, width, heads: heads, keyValueHeads: keyValueHeads ?? heads, vocabulary, .untied, .rotary, biases,
            .scaleAndShift, context: 4096)
    }

    /// BLOOM and its kin: the same with biases on the scores.
    static func biased(
        _ layers: Int, _ width: Int, heads: Int, _ vocabulary: Int, biases: Transformer.Biases = .present
    ) throws(ShapeError) -> Transformer {
        try plain(
            layers, width, heads: heads, keyValueHeads: heads, vocabulary, .tied, .scoreBias, biases,
            biases == .present ? .scaleAndShift : .scale, context: 2048)
    }

    /// Falcon: rotary positions, few heads of keys and values.
    static func falcon(
        _ layers: Int, _ width: Int, heads: Int, keyValueHeads: Int, _ embeddings: Transformer.Embeddings
    ) throws(ShapeError) -> Transformer {
        try plain(
            layers, width, heads: heads, keyValueHeads: keyValueHeads, 65024, embeddings, .rotary, .absent,
            .scaleAndShift, context: 2048)
    }

    /// LLaMA and its kin: three feed-forward matrices, a table apart.
    static func llama(
        _ layers: Int, _ width: Int, heads: Int, keyValueHeads: Int? = nil, head: Int = 128, inner: Int,
        _ vocabulary: Int, context: Int = 131_072
    ) throws(ShapeError) -> Transformer {
        try gated(
            layers, width, .grouped(heads: heads, keyValueHeads: keyValueHeads ?? heads, headDimension: head),
            inner: inner, vocabulary, .untied, context: context)
    }

    /// Gemma: the same with one table, and heads whose width is chosen apart.
    static func gemma(
        _ layers: Int, _ width: Int, heads: Int, keyValueHeads: Int, head: Int, inner: Int
    ) throws(ShapeError) -> Transformer {
        try gated(
            layers, width, .grouped(heads: heads, keyValueHeads: keyValueHeads, headDimension: head), inner: inner,
            256_000, .tied, context: 8192)
    }

    private static func gated(
        _ layers: Int, _ width: Int, _ attention: Attention, inner: Int, _ vocabulary: Int,
        _ embeddings: Transformer.Embeddings, context: Int
    ) throws(ShapeError) -> Transformer {
        try Transformer(
            layers: layers, width: width, attention: attention,
            feedForward: .dense(FeedForward(width: inner, gating: .gated)), vocabulary: vocabulary,
            embeddings: embeddings, context: context)
    }

    private static func plain(
        _ layers: Int, _ width: Int, heads: Int, keyValueHeads: Int, _ vocabulary: Int,
        _ embeddings: Transformer.Embeddings, _ positions: Transformer.Positions, _ biases: Transformer.Biases,
        _ normalisation: Transformer.Normalisation, context: Int
    ) throws(ShapeError) -> Transformer {
        try Transformer(
            layers: layers, width: width,
            attention: .grouped(heads: heads, keyValueHeads: keyValueHeads, headDimension: width / heads),
            feedForward: .dense(FeedForward(width: 4 * width, gating: .plain)), vocabulary: vocabulary,
            embeddings: embeddings, positions: positions, normalisation: normalisation, biases: biases,
            context: context)
    }
}
