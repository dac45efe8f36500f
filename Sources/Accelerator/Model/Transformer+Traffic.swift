extension Transformer {
    /// Bytes that one token adds to the key-value cache, over all layers: `2 · layers · heads · dimension` elements
    /// where keys and values are kept.
    ///
    /// - Parameter format: the cache's format.
    /// - Returns: bytes; 327,680 for Llama 2 70B in bfloat16.
    public func cacheBytesEachToken(in format: NumberFormat) -> UInt128 {
        UInt128(layers) * format.bytes(UInt128(attention.cacheElements))
    }

    /// Weights that one command must read at least once, in elements: all of them, but of the experts only as many as
    /// the command's tokens can be routed to.
    func weightsRead(tokens: UInt128) -> UInt128 {
        let parameters = parameters
        guard let experts = feedForwardParts.experts else { return parameters.total - parameters.lookup }
        let one = UInt128(experts.expert.parameters(width: width)) * UInt128(layers - denseLayers)
        let touched = min(UInt128(experts.total), tokens * UInt128(experts.active))
        return parameters.total - parameters.lookup - one * (UInt128(experts.total) - touched)
    }

    /// Elements of activations that one token reads and writes, outside the output head and the cache.
    ///
    /// Each matrix operation reads its operand and writes its result once; what is elementwise is fused into its
    /// neighbour and moves nothing more. Attention is fused: scores never leave the chip (arXiv 2205.14135).
    var activationElementsEachToken: (read: UInt128, written: UInt128) {
        var read = width + attention.queryWidth + attention.outputWidth
        var written = attention.queryWidth + attention.outputWidth + width
        if case .latent(let latent) = attention {
            read += latent.queryRank + latent.keyValueRank
            written += latent.queryRank
        }
        let (dense, experts) = feedForwardParts
        let denseLayers = UInt128(denseLayers)
        let expertLayers = UInt128(layers) - denseLayers
        var sum = (read: UInt128(layers) * UInt128(read), written: UInt128(layers) * UInt128(written))
        func add(_ network: FeedForward, times count: UInt128) {
            let inner = network.innerVectors * network.width
            sum.read += count * UInt128(width + inner + network.width)
            sum.written += count * UInt128(inner + network.width + width)
        }
        if let dense { add(dense, times: denseLayers) }
        if let experts {
            add(experts.expert, times: expertLayers * UInt128(experts.active + experts.shared))
        }
        guard inputRows > 0 else { return sum }
        // The rows that the token and its position look up, and the vector that they become.
        let rows = positions == .learned ? 2 : 1
        return (sum.read + UInt128(rows * width), sum.written + UInt128(width))
    }

    /// High-bandwidth-memory traffic of one pass, in bytes.
    ///
    /// - Parameters:
    ///   - tokens: tokens computed.
    ///   - logitTokens: tokens for which the output head is computed.
    ///   - cacheTokensRead: tokens' worth of keys and values that attention reads.
    ///   - weightReads: how often the weights are read.
    ///   - tokensEachRead: tokens that share one reading of the weights.
    ///   - format: format of weights and cache.
    /// - Returns: bytes read and written.
    func traffic(
        tokens: UInt128, logitTokens: UInt128, cacheTokensRead: UInt128, weightReads: UInt128,
        tokensEachRead: UInt128, format: NumberFormat
    ) -> (read: UInt128, written: UInt128) {
        let activations = activationElementsEachToken
        let vector = format.vectorFormat
        let cache = cacheBytesEachToken(in: format)
        let read =
            weightReads * format.bytes(weightsRead(tokens: tokensEachRead))
            + vector.bytes(tokens * activations.read + (holdsOutput ? logitTokens * UInt128(width) : 0))
            + cacheTokensRead * cache
        let written =
            vector.bytes(tokens * activations.written + (holdsOutput ? logitTokens * UInt128(vocabulary) : 0))
            + tokens * cache
        return (read, written)
    }
}
