/// Dimensions of multi-head latent attention (arXiv 2405.04434, section 2.1; arXiv 2412.19437, section 2.1.1).
public struct LatentAttention: Hashable, Sendable {
    /// Attention heads.
    public let heads: Int
    /// Rank of the compressed query.
    public let queryRank: Int
    /// Rank of the compressed key and value.
    public let keyValueRank: Int
    /// Width of the part of a head that carries no position.
    public let plainDimension: Int
    /// Width of the part of a head that carries the rotary position.
    public let rotaryDimension: Int
    /// Width of a head's value.
    public let valueDimension: Int

    /// Dimensions as published; `Transformer.init` checks their ranges.
    ///
    /// - Parameters:
    ///   - heads: attention heads.
    ///   - queryRank: rank of the compressed query.
    ///   - keyValueRank: rank of the compressed key and value.
    ///   - plainDimension: width of the part of a head without position.
    ///   - rotaryDimension: width of the part of a head with rotary position.
    ///   - valueDimension: width of a head's value.
    public init(
        heads: Int, queryRank: Int, keyValueRank: Int, plainDimension: Int, rotaryDimension: Int, valueDimension: Int
    ) {
        self.heads = heads
        self.queryRank = queryRank
        self.keyValueRank = keyValueRank
        self.plainDimension = plainDimension
        self.rotaryDimension = rotaryDimension
        self.valueDimension = valueDimension
    }

    /// Query down and up, key-value down (with the shared rotary key) and up, output.
    func projectionParameters(width: Int, queryWidth: Int) -> Int {
        width * queryRank + queryRank * queryWidth
            + width * (keyValueRank + rotaryDimension)
            + keyValueRank * heads * (plainDimension + valueDimension)
            + heads * valueDimension * width
    }
}
