extension ShapeError {
    static func requireBatch(_ batch: Int, tokens: Int, cached: Int) throws(ShapeError) {
        try require(batch, in: 1...Transformer.Limit.dimension, .batch)
        try require(tokens, in: 1...Transformer.Limit.sequence, .tokens)
        try require(cached, in: 0...(Transformer.Limit.sequence - tokens), .cachedTokens)
        try require(tokens, in: 1...(Transformer.Limit.tokens / batch), .tokens)
    }

    /// What chips send at once fits a collective, and 64 bits: at most 2^56 bytes.
    static func requireBuffer(_ bytes: UInt128) throws(ShapeError) {
        try require(Int(clamping: bytes), in: 0...(1 << 56), .bytes)
    }
}
