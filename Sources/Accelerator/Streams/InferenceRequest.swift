/// A prompt to be answered: one prefill, then decoding, for a batch of equal requests.
public struct InferenceRequest: Hashable, Sendable {
    /// The model that answers.
    public let model: Transformer
    /// Format of weights and key-value cache.
    public let format: NumberFormat
    /// Requests answered together.
    public let batch: Int
    /// Tokens of each prompt.
    public let promptTokens: Int
    /// Tokens of each answer; the prefill itself yields the first.
    public let generatedTokens: Int
    /// Pairs that the prefill's attention kernel computes.
    public let counting: AttentionCounting

    private let prefill: Prefill
    private let decode: Decode?

    /// A request.
    ///
    /// - Parameters:
    ///   - model: the model that answers.
    ///   - format: format of weights and key-value cache.
    ///   - batch: requests answered together, at least 1.
    ///   - promptTokens: tokens of each prompt, at least 1.
    ///   - generatedTokens: tokens of each answer, at least 1: the prefill's logits yield the first, and each of the
    ///     others is a decode step.
    ///   - counting: pairs that the prefill's attention kernel computes.
    /// - Throws: `ShapeError` where a number is out of range.
    public init(
        model: Transformer, format: NumberFormat, batch: Int = 1, promptTokens: Int, generatedTokens: Int,
        counting: AttentionCounting
    ) throws(ShapeError) {
        try ShapeError.require(generatedTokens, in: 1...Transformer.Limit.sequence, .generated)
        self.model = model
        self.format = format
        self.batch = batch
        self.promptTokens = promptTokens
        self.generatedTokens = generatedTokens
        self.counting = counting
        prefill = try Prefill(model: model, batch: batch, tokens: promptTokens, counting: counting)
        decode =
            generatedTokens == 1
            ? nil : try Decode(model: model, batch: batch, cachedTokens: promptTokens, tokens: generatedTokens - 1)
    }

    /// What one chip executes for the request.
    ///
    /// - Parameter shard: the chip's place among those that divide the model.
    /// - Returns: one prefill command, and one decode command for all further tokens.
    public func commands(on shard: Shard = .whole) -> CommandStream {
        var body = [Command(.prefill(prefill), format: format, shard: shard)]
        if let decode { body.append(Command(.decode(decode), format: format, shard: shard)) }
        return CommandStream(body)
    }
}
