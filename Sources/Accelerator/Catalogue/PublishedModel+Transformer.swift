extension PublishedModel {
    /// The model's architecture, from the paper, model card or configuration file that `Specs/Catalogue.md` names.
    ///
    /// - Returns: the architecture.
    /// - Throws: `ShapeError` where a dimension is out of range; none of these is.
    public func transformer() throws(ShapeError) -> Transformer {
        switch self {
        case .gpt2:
            try Self.gpt(layers: 12, width: 768, heads: 12, vocabulary: 50257, context: 1024, biases: .absent)
        case .gpt3: try Self.gpt(layers: 96, width: 12288, heads: 96, vocabulary: 50257)
        case .megatronTuring: try Self.gpt(layers: 105, width: 20480, heads: 128, vocabulary: 51200)
        case .opt: try Self.gpt(layers: 96, width: 12288, heads: 96, vocabulary: 50272)
        case .gopher: try Self.relative(layers: 80, width: 16384, heads: 128)
        case .chinchilla: try Self.relative(layers: 80, width: 8192, heads: 64)
        case .llama7B: try Self.llama(32, 4096, heads: 32, keyValueHeads: 32, inner: 11008, 32000, context: 2048)
        case .llama65B: try Self.llama(80, 8192, heads: 64, keyValueHeads: 64, inner: 22016, 32000, context: 2048)
        case .llama2: try Self.llama(80, 8192, heads: 64, keyValueHeads: 8, inner: 28672, 32000, context: 4096)
        case .llama31Small:
            try Self.llama(32, 4096, heads: 32, keyValueHeads: 8, inner: 14336, 128_256, context: 131_072)
        case .llama31Medium:
            try Self.llama(80, 8192, heads: 64, keyValueHeads: 8, inner: 28672, 128_256, context: 131_072)
        case .llama31Large:
            try Self.llama(126, 16384, heads: 128, keyValueHeads: 8, inner: 53248, 128_256, context: 131_072)
        case .lamda: try Self.lamdaTransformer()
        case .palm: try Self.palmTransformer()
        case .bloom: try Self.bloomTransformer()
        case .falcon: try Self.falconTransformer()
        case .deepSeekV3: try Self.deepSeekTransformer()
        case .llama4Scout: try Self.llama4(experts: 16, denseLayers: 0)
        case .llama4Maverick: try Self.llama4(experts: 128, denseLayers: 24)
        }
    }

    private static func gpt(
        layers: Int, width: Int, heads: Int, vocabulary: Int, context: Int = 2048,
        biases: Transformer.Biases = .present
    ) throws(ShapeError) -> Transformer {
        try Transformer(
            layers: layers, width: width,
            attention: .grouped(heads: heads, keyValueHeads: heads, headDimension: width / heads),
            feedForward: .dense(FeedForward(width: 4 * width, gating: .plain)), vocabulary: vocabulary,
            embeddings: .tied, positions: .learned,
            normalisation: biases == .present ? .scaleAndShift : .scale, biases: biases, context: context)
    }

    private static func relative(layers: Int, width: Int, heads: Int) throws(ShapeError) -> Transformer {
        try Transformer(
            layers: layers, width: width, attention: .grouped(heads: heads, keyValueHeads: heads, headDimension: 128),
            feedForward: .dense(FeedForward(width: 4 * width, gating: .plain)), vocabulary: 32000,
            embeddings: .tied, positions: .relative, biases: .present, context: 2048)
    }

    private static func llama(
        _ layers: Int, _ width: Int, heads: Int, keyValueHeads: Int, inner: Int, _ vocabulary: Int, context: Int
    ) throws(ShapeError) -> Transformer {
        try Transformer(
            layers: layers, width: width,
            attention: .grouped(heads: heads, keyValueHeads: keyValueHeads, headDimension: 128),
            feedForward: .dense(FeedForward(width: inner, gating: .gated)), vocabulary: vocabulary,
            embeddings: .untied, context: context)
    }

    private static func lamdaTransformer() throws(ShapeError) -> Transformer {
        try Transformer(
            layers: 64, width: 8192, attention: .grouped(heads: 128, keyValueHeads: 128, headDimension: 128),
            feedForward: .dense(FeedForward(width: 65536, gating: .gated)), vocabulary: 32000, embeddings: .tied,
            positions: .scoreBias, context: 8192)
    }

    private static func palmTransformer() throws(ShapeError) -> Transformer {
        try Transformer(
            layers: 118, width: 18432, attention: .grouped(heads: 48, keyValueHeads: 1, headDimension: 256),
            feedForward: .dense(FeedForward(width: 73728, gating: .gated)), vocabulary: 256_000, embeddings: .tied,
            context: 2048)
    }

    private static func bloomTransformer() throws(ShapeError) -> Transformer {
        try Transformer(
            layers: 70, width: 14336, attention: .grouped(heads: 112, keyValueHeads: 112, headDimension: 128),
            feedForward: .dense(FeedForward(width: 57344, gating: .plain)), vocabulary: 250_880, embeddings: .tied,
            positions: .scoreBias, normalisation: .scaleAndShift, biases: .present, context: 2048)
    }

    private static func falconTransformer() throws(ShapeError) -> Transformer {
        try Transformer(
            layers: 80, width: 14848, attention: .grouped(heads: 232, keyValueHeads: 8, headDimension: 64),
            feedForward: .dense(FeedForward(width: 59392, gating: .plain)), vocabulary: 65024, embeddings: .untied,
            normalisation: .scaleAndShift, context: 2048)
    }

    private static func deepSeekTransformer() throws(ShapeError) -> Transformer {
        let attention = LatentAttention(
            heads: 128, queryRank: 1536, keyValueRank: 512, plainDimension: 128, rotaryDimension: 64,
            valueDimension: 128)
        let experts = Experts(
            total: 256, active: 8, shared: 1, expert: FeedForward(width: 2048, gating: .gated))
        return try Transformer(
            layers: 61, width: 7168, attention: .latent(attention),
            feedForward: .mixed(denseLayers: 3, FeedForward(width: 18432, gating: .gated), experts),
            vocabulary: 129_280, embeddings: .untied, context: 131_072)
    }

    private static func llama4(experts: Int, denseLayers: Int) throws(ShapeError) -> Transformer {
        try Transformer(
            layers: 48, width: 5120, attention: .grouped(heads: 40, keyValueHeads: 8, headDimension: 128),
            feedForward: .mixed(
                denseLayers: denseLayers, FeedForward(width: 16384, gating: .gated),
                Experts(total: experts, active: 1, shared: 1, expert: FeedForward(width: 8192, gating: .gated))),
            vocabulary: 202_048, embeddings: .untied, context: 1 << 20)
    }
}
