extension Transformer {
    /// Arithmetic of one pass.
    ///
    /// Weights: one multiply-accumulate a weight and token (arXiv 2001.08361, section 2.1; `2N` operations), where a
    /// token's weights are those of the experts that it is routed to. Scores: for each pair of query and key, and each
    /// head, one multiply-accumulate an element of the head for the product and one for the weighted sum
    /// (arXiv 2204.02311, appendix B: `12LHQT` a token in training is three times `2 · 2 · LHQ · T`). Transformer-XL's
    /// relative positions add a second product a pair, and a projection of each position that the batch shares.
    ///
    /// - Parameters:
    ///   - tokens: tokens computed, over the whole batch.
    ///   - positionCount: positions whose relative-position projection is computed, once for the whole batch.
    ///   - pairs: pairs of query and key, over the whole batch, in one layer.
    ///   - logitTokens: tokens for which the output head is computed.
    ///   - cached: whether scores are computed against the key-value cache, as decoding does.
    /// - Returns: the arithmetic, by part of the model.
    func work(
        tokens: UInt128, positionCount: UInt128, pairs: UInt128, logitTokens: UInt128, cached: Bool
    ) -> Work {
        let parameters = parameters
        let layerPairs = pairs * UInt128(layers)
        let headPairs = layerPairs * UInt128(attention.heads)
        let scoreElements = cached ? attention.cachedScoreMultiplyAccumulates : attention.scoreMultiplyAccumulates
        let secondScore = positions == .relative ? attention.queryWidth : 0
        return Work(
            weightMultiplyAccumulates: tokens * (parameters.multiplying - parameters.head)
                + logitTokens * parameters.head,
            scoreMultiplyAccumulates: layerPairs * UInt128(scoreElements),
            positionMultiplyAccumulates: positionCount * positionWeights + layerPairs * UInt128(secondScore),
            softmaxOperations: 3 * headPairs,
            otherVectorOperations: tokens * vectorOperationsEachToken
                + (positions == .scoreBias ? headPairs : 0) + (holdsOutput ? logitTokens * 3 * UInt128(vocabulary) : 0))
    }

    /// Elementwise operations of one token outside attention softmax and logits.
    ///
    /// Normalisation four an element (square, sum, scale by the root, gain); residual sum one; rotary embedding three
    /// (two products, one sum); activation as `FeedForward` says; router softmax three an expert, weighting and
    /// summing the experts' outputs two an element; a bias or a learned position one.
    private var vectorOperationsEachToken: UInt128 {
        var layer = 2 * 4 * width + 2 * width
        if case .latent(let latent) = attention { layer += 4 * (latent.queryRank + latent.keyValueRank) }
        if positions == .rotary { layer += 3 * attention.rotaryElements }
        if biases == .present { layer += attention.queryWidth + attention.cacheElements + width }
        let (dense, experts) = feedForwardParts
        var denseLayer = 0
        if let dense {
            denseLayer = dense.vectorOperations
            if biases == .present { denseLayer += dense.width * dense.innerVectors + width }
        }
        var expertLayer = 0
        if let experts {
            expertLayer =
                (experts.active + experts.shared) * experts.expert.vectorOperations
                + 3 * experts.total + 2 * experts.active * width
        }
        let outside = (holdsOutput ? 4 * width : 0) + (positions == .learned && inputRows > 0 ? width : 0)
        return UInt128(layers) * UInt128(layer) + UInt128(denseLayers) * UInt128(denseLayer)
            + UInt128(layers - denseLayers) * UInt128(expertLayer) + UInt128(outside)
    }
}
