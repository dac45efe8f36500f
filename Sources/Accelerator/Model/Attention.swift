/// The attention part of a Transformer layer.
public enum Attention: Hashable, Sendable {
    /// Multi-head (as many key-value heads as heads), grouped-query, or multi-query (one) attention.
    case grouped(heads: Int, keyValueHeads: Int, headDimension: Int)
    /// Multi-head latent attention (DeepSeek-V2, arXiv 2405.04434, section 2.1).
    case latent(LatentAttention)

    /// Attention heads.
    public var heads: Int {
        switch self {
        case .grouped(let heads, _, _): heads
        case .latent(let latent): latent.heads
        }
    }

    /// Width of all heads' queries together, in elements.
    var queryWidth: Int {
        switch self {
        case .grouped(let heads, _, let dimension): heads * dimension
        case .latent(let latent): latent.heads * (latent.plainDimension + latent.rotaryDimension)
        }
    }

    /// Width of all heads' outputs together, in elements.
    var outputWidth: Int {
        switch self {
        case .grouped(let heads, _, let dimension): heads * dimension
        case .latent(let latent): latent.heads * latent.valueDimension
        }
    }

    /// Elements that one token adds to the key-value cache of one layer.
    var cacheElements: Int {
        switch self {
        case .grouped(_, let heads, let dimension): 2 * heads * dimension
        case .latent(let latent): latent.keyValueRank + latent.rotaryDimension
        }
    }

    /// Elements of query and key that a rotary embedding turns, for one token and layer.
    var rotaryElements: Int {
        switch self {
        case .grouped(let heads, let keyValueHeads, let dimension): (heads + keyValueHeads) * dimension
        case .latent(let latent): (latent.heads + 1) * latent.rotaryDimension
        }
    }

    /// Weights of the projections of one layer; each is one multiply-accumulate for each token.
    func projectionParameters(width: Int) -> Int {
        switch self {
        case .grouped(_, let keyValueHeads, let dimension):
            width * (2 * queryWidth + 2 * keyValueHeads * dimension)
        case .latent(let latent):
            latent.projectionParameters(width: width, queryWidth: queryWidth)
        }
    }

    /// Multiply-accumulates of scores and of the weighted sum for one pair of query and key, in one layer.
    var scoreMultiplyAccumulates: Int { queryWidth + outputWidth }

    /// The same in decoding, where latent attention scores the compressed cache and never expands it.
    var cachedScoreMultiplyAccumulates: Int {
        switch self {
        case .grouped: scoreMultiplyAccumulates
        case .latent(let latent): latent.heads * (2 * latent.keyValueRank + latent.rotaryDimension)
        }
    }
}
