extension ShapeError {
    static func requireBatch(_ batch: Int, tokens: Int, cached: Int) throws(ShapeError) {
        try require(batch, in: 1...Transformer.Limit.dimension, .batch)
        try require(tokens, in: 1...Transformer.Limit.sequence, .tokens)
        try require(cached, in: 0...(Transformer.Limit.sequence - tokens), .cachedTokens)
        try require(tokens, in: 1...(Transformer.Limit.tokens / batch), .tokens)
    }
}
