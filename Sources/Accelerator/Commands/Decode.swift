/// Successive single-token steps of inference for a batch of sequences, as one command.
///
/// The cost is a closed form, equal to the sum over its single steps to the last operation and byte.
public struct Decode: Hashable, Sendable {
    /// The model.
    public let model: Transformer
    /// Sequences.
    public let batch: Int
    /// Tokens in each sequence's cache before the first step.
    public let cachedTokens: Int
    /// Steps: tokens generated for each sequence.
    public let tokens: Int

    /// Steps of decoding.
    ///
    /// - Parameters:
    ///   - model: the model.
    ///   - batch: sequences, at least 1.
    ///   - cachedTokens: tokens cached before the first step.
    ///   - tokens: steps, at least 1.
    /// - Throws: `ShapeError` where a number is out of range.
    public init(model: Transformer, batch: Int = 1, cachedTokens: Int, tokens: Int) throws(ShapeError) {
        try ShapeError.requireBatch(batch, tokens: tokens, cached: cachedTokens)
        self.init(unchecked: model, batch: batch, cachedTokens: cachedTokens, tokens: tokens)
    }

    private init(unchecked model: Transformer, batch: Int, cachedTokens: Int, tokens: Int) {
        self.model = model
        self.batch = batch
        self.cachedTokens = cachedTokens
        self.tokens = tokens
    }

    /// The steps one by one: `tokens` commands of one token each.
    public var steps: some Sequence<Decode> {
        (0..<tokens).lazy.map {
            Decode(unchecked: model, batch: batch, cachedTokens: cachedTokens + $0, tokens: 1)
        }
    }
}
