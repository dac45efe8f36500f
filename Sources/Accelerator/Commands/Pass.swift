/// One training pass over a batch of sequences: the shape that forward and backward share.
public struct Pass: Hashable, Sendable {
    /// The model.
    public let model: Transformer
    /// Sequences.
    public let batch: Int
    /// Tokens in each sequence.
    public let tokens: Int
    /// Pairs that the attention kernel computes.
    public let counting: AttentionCounting

    /// A pass.
    ///
    /// - Parameters:
    ///   - model: the model.
    ///   - batch: sequences, at least 1.
    ///   - tokens: tokens in each, at least 1.
    ///   - counting: pairs that the attention kernel computes.
    /// - Throws: `ShapeError` where a number is out of range.
    public init(model: Transformer, batch: Int, tokens: Int, counting: AttentionCounting) throws(ShapeError) {
        try ShapeError.requireBatch(batch, tokens: tokens, cached: 0)
        self.model = model
        self.batch = batch
        self.tokens = tokens
        self.counting = counting
    }
}
