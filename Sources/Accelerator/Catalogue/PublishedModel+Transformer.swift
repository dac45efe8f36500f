extension PublishedModel {
    /// The model's architecture, from the paper, model card or configuration file that `Specs/Catalogue.md` names.
    ///
    /// - Returns: the architecture.
    /// - Throws: `ShapeError` where a dimension is out of range; none of these is.
    public func transformer() throws(ShapeError) -> Transformer {
        switch self {
        case .gpt2: try Self.gpt(12, 768, heads: 12, context: 1024, biases: .absent)
        case .gpt3Small: try Self.gpt(12, 768, heads: 12)
        case .gpt3Medium: try Self.gpt(24, 1024, heads: 16)
        case .gpt3Large: try Self.gpt(24, 1536, heads: 16)
        case .gpt3TwoSeven: try Self.gpt(32, 2560, heads: 32)
        case .gpt3SixSeven: try Self.gpt(32, 4096, heads: 32)
        case .gpt3Thirteen: try Self.gpt(40, 5120, heads: 40)
        case .gpt3: try Self.gpt(96, 12288, heads: 96)
        case .megatronTuring: try Self.gpt(105, 20480, heads: 128, vocabulary: 51200)
        case .opt: try Self.gpt(96, 12288, heads: 96, vocabulary: 50272)
        case .starCoder: try Self.gpt(40, 6144, heads: 48, keyValueHeads: 1, vocabulary: 49152, context: 8192)
        case .gptJ: try Self.rotary(28, 4096, heads: 16, 50400)
        case .gptNeoX: try Self.rotary(44, 6144, heads: 64, 50432)
        case .pythiaSmall: try Self.rotary(32, 4096, heads: 32, 50432)
        case .pythiaLarge: try Self.rotary(36, 5120, heads: 40, 50688)
        case .nemotron4: try Self.rotary(96, 18432, heads: 96, keyValueHeads: 8, 256_000, biases: .absent)
        case .mptSmall: try Self.biased(32, 4096, heads: 32, 50432, biases: .absent)
        case .mptLarge: try Self.biased(48, 7168, heads: 64, 50432, biases: .absent)
        case .bloom: try Self.biased(70, 14336, heads: 112, 250_880)
        case .bloomberg: try Self.biased(70, 7680, heads: 40, 131_072)
        case .falconSmall: try Self.falcon(32, 4544, heads: 71, keyValueHeads: 1, .tied)
        case .falconMedium: try Self.falcon(60, 8192, heads: 128, keyValueHeads: 8, .tied)
        case .falcon: try Self.falcon(80, 14848, heads: 232, keyValueHeads: 8, .untied)
        case .llama7B: try Self.llama(32, 4096, heads: 32, inner: 11008, 32000, context: 2048)
        case .llama13B: try Self.llama(40, 5120, heads: 40, inner: 13824, 32000, context: 2048)
        case .llama33B: try Self.llama(60, 6656, heads: 52, inner: 17920, 32000, context: 2048)
        case .llama65B: try Self.llama(80, 8192, heads: 64, inner: 22016, 32000, context: 2048)
        case .llama2Small: try Self.llama(32, 4096, heads: 32, inner: 11008, 32000, context: 4096)
        case .llama2Medium: try Self.llama(40, 5120, heads: 40, inner: 13824, 32000, context: 4096)
        case .llama2: try Self.llama(80, 8192, heads: 64, keyValueHeads: 8, inner: 28672, 32000, context: 4096)
        case .llama31Small: try Self.llama(32, 4096, heads: 32, keyValueHeads: 8, inner: 14336, 128_256)
        case .llama31Medium: try Self.llama(80, 8192, heads: 64, keyValueHeads: 8, inner: 28672, 128_256)
        case .llama31Large: try Self.llama(126, 16384, heads: 128, keyValueHeads: 8, inner: 53248, 128_256)
        case .tinyLlama:
            try Self.llama(22, 2048, heads: 32, keyValueHeads: 4, head: 64, inner: 5632, 32000, context: 2048)
        case .yiSmall: try Self.llama(32, 4096, heads: 32, keyValueHeads: 4, inner: 11008, 64000, context: 4096)
        case .yiLarge: try Self.llama(60, 7168, heads: 56, keyValueHeads: 8, inner: 20480, 64000, context: 4096)
        case .deepSeekSmall: try Self.llama(30, 4096, heads: 32, inner: 11008, 102_400, context: 4096)
        case .deepSeekLarge: try Self.llama(95, 8192, heads: 64, keyValueHeads: 8, inner: 22016, 102_400, context: 4096)
        case .qwen25Small: try Self.llama(28, 3584, heads: 28, keyValueHeads: 4, inner: 18944, 152_064)
        case .qwen25Medium: try Self.llama(48, 5120, heads: 40, keyValueHeads: 8, inner: 13824, 152_064)
        case .qwen25Large: try Self.llama(64, 5120, heads: 40, keyValueHeads: 8, inner: 27648, 152_064)
        case .qwen25Largest: try Self.llama(80, 8192, heads: 64, keyValueHeads: 8, inner: 29568, 152_064)
        case .olmo2Small: try Self.llama(32, 4096, heads: 32, inner: 11008, 100_352, context: 4096)
        case .olmo2Medium: try Self.llama(40, 5120, heads: 40, inner: 13824, 100_352, context: 4096)
        case .gemma: try Self.gemma(28, 3072, heads: 16, keyValueHeads: 16, head: 256, inner: 24576)
        case .gemma2Medium: try Self.gemma(42, 3584, heads: 16, keyValueHeads: 8, head: 256, inner: 14336)
        case .gemma2Large: try Self.gemma(46, 4608, heads: 32, keyValueHeads: 16, head: 128, inner: 36864)
        case .gopher: try Self.relative(layers: 80, width: 16384, heads: 128)
        case .chinchilla: try Self.relative(layers: 80, width: 8192, heads: 64)
        case .lamda: try Self.lamdaTransformer()
        case .palm: try Self.palmTransformer()
        case .deepSeekV3: try Self.deepSeekTransformer()
        case .llama4Scout: try Self.llama4(experts: 16, denseLayers: 0)
        case .llama4Maverick: try Self.llama4(experts: 128, denseLayers: 24)
        }
    }

    private static func relative(layers: Int, width: Int, heads: Int) throws(ShapeError) -> Transformer {
        try Transformer(
            layers: layers, width: width, attention: .grouped(heads: heads, keyValueHeads: heads, headDimension: 128),
            feedForward: .dense(FeedForward(width: 4 * width, gating: .plain)), vocabulary: 32000,
            embeddings: .tied, positions: .relative, biases: .present, context: 2048)
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
