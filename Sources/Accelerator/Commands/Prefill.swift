/// Inference over a prompt, for a batch of sequences of the same length.
public struct Prefill: Hashable, Sendable {
    /// For which positions the output head is computed.
    public enum Logits: Hashable, Sendable {
        /// The last token of each sequence, as servers do to sample the next one.
        case lastToken
        /// Every token, as scoring a text needs.
        case everyToken
    }

    /// The model.
    public let model: Transformer
    /// Sequences.
    public let batch: Int
    /// Tokens to compute, in each sequence.
    public let tokens: Int
    /// Tokens before those that are already in the key-value cache.
    public let cachedTokens: Int
    /// Pairs that the attention kernel computes.
    public let counting: AttentionCounting
    /// Positions with logits.
    public let logits: Logits

    /// A prompt to compute.
    ///
    /// - Parameters:
    ///   - model: the model.
    ///   - batch: sequences, at least 1.
    ///   - tokens: tokens to compute in each, at least 1.
    ///   - cachedTokens: tokens already cached in each.
    ///   - counting: pairs that the attention kernel computes.
    ///   - logits: positions for which the output head is computed.
    /// - Throws: `ShapeError` where a number is out of range.
    public init(
        model: Transformer, batch: Int = 1, tokens: Int, cachedTokens: Int = 0, counting: AttentionCounting,
        logits: Logits = .lastToken
    ) throws(ShapeError) {
        try ShapeError.requireBatch(batch, tokens: tokens, cached: cachedTokens)
        self.model = model
        self.batch = batch
        self.tokens = tokens
        self.cachedTokens = cachedTokens
        self.counting = counting
        self.logits = logits
    }
}
