/// How many parameters a model has, by what they do.
public struct ParameterCount: Hashable, Sendable {
    /// All parameters.
    public let total: UInt128
    /// Parameters that take part in the computation of one token: the experts that it isn't routed to left out.
    public let active: UInt128
    /// Weights that each token is multiplied with, the output head included: the `N` of `2N` operations a token.
    /// Relative-position projections multiply each position once a pass instead, and are left out.
    public let multiplying: UInt128
    /// Weights of the output head, `vocabulary × width`; part of `multiplying`.
    public let head: UInt128
    /// Parameters that are looked up and multiply nothing: an untied input table, learned positions.
    public let lookup: UInt128
}

extension Transformer {
    /// The model's parameters, counted from its dimensions.
    public var parameters: ParameterCount {
        let layerCount = UInt128(layers)
        let head = holdsOutput ? UInt128(vocabulary * width) : 0
        let attentionWeights = layerCount * UInt128(attention.projectionParameters(width: width))
        let (storedFeedForward, activeFeedForward) = feedForwardParameters
        var lookup: UInt128 = embeddings == .untied ? UInt128(inputRows * width) : 0
        if positions == .learned, inputRows > 0 { lookup += UInt128(context * width) }
        let lastNormalisation = holdsOutput ? normalisationParameters(width) : 0
        let rest = layerCount * UInt128(additiveParametersEachLayer) + UInt128(lastNormalisation) + positionWeights
        let multiplying = attentionWeights + activeFeedForward + head
        return ParameterCount(
            total: attentionWeights + storedFeedForward + head + lookup + rest,
            active: multiplying + lookup + rest,
            multiplying: multiplying, head: head, lookup: lookup)
    }

    /// Layers with a dense feed-forward part.
    var denseLayers: Int {
        switch feedForward {
        case .dense: layers
        case .experts: 0
        case .mixed(let denseLayers, _, _): denseLayers
        }
    }

    /// The dense feed-forward network and the experts, where the model has them.
    var feedForwardParts: (dense: FeedForward?, experts: Experts?) {
        switch feedForward {
        case .dense(let network): (network, nil)
        case .experts(let experts): (nil, experts)
        case .mixed(_, let network, let experts): (network, experts)
        }
    }

    /// Weights of the relative-position projections of all layers. They multiply positions, not tokens.
    var positionWeights: UInt128 {
        positions == .relative ? UInt128(layers) * UInt128(width * attention.queryWidth) : 0
    }

    /// Weights of all layers' feed-forward parts and routers: stored, and used by one token.
    private var feedForwardParameters: (stored: UInt128, active: UInt128) {
        let (dense, experts) = feedForwardParts
        var (stored, active): (UInt128, UInt128) = (0, 0)
        if let dense {
            let weights = UInt128(denseLayers) * UInt128(dense.parameters(width: width))
            stored += weights
            active += weights
        }
        if let experts {
            let expertLayers = UInt128(layers - denseLayers)
            let one = UInt128(experts.expert.parameters(width: width))
            let router = UInt128(width * experts.total)
            stored += expertLayers * (UInt128(experts.total + experts.shared) * one + router)
            active += expertLayers * (UInt128(experts.active + experts.shared) * one + router)
        }
        return (stored, active)
    }

    /// Parameters of one layer that are added or scale one element: normalisations and biases.
    private var additiveParametersEachLayer: Int {
        var sum = 2 * normalisationParameters(width)
        if case .latent(let latent) = attention {
            sum += normalisationParameters(latent.queryRank + latent.keyValueRank)
        }
        if positions == .relative { sum += 2 * attention.queryWidth }
        if biases == .present {
            sum += attention.queryWidth + attention.cacheElements + width
            if let dense = feedForwardParts.dense { sum += dense.width * dense.innerVectors + width }
        }
        return sum
    }

    private func normalisationParameters(_ elements: Int) -> Int {
        normalisation == .scaleAndShift ? 2 * elements : elements
    }
}
