/// A decoder-only Transformer language model, described by its published dimensions.
///
/// All costs follow from these numbers by closed formulas; no tensor is held. A value exists only where every
/// dimension is in range, which keeps every count below 2^125 (see `Transformer.Limit`).
public struct Transformer: Hashable, Sendable {
    /// Transformer layers.
    public let layers: Int
    /// Width of the residual stream, in elements.
    public let width: Int
    /// The attention part of every layer.
    public let attention: Attention
    /// The feed-forward part of the layers.
    public let feedForward: FeedForwardLayout
    /// Entries of the vocabulary.
    public let vocabulary: Int
    /// Whether input and output share one embedding table.
    public let embeddings: Embeddings
    /// How positions enter.
    public let positions: Positions
    /// What a normalisation learns.
    public let normalisation: Normalisation
    /// Whether projections have biases.
    public let biases: Biases
    /// Longest context that the model was made for, in tokens: the rows of a learned position table. Commands may go
    /// beyond it, as users of rotary models do.
    public let context: Int
    /// Rows of the input table that are held: the vocabulary, or none in a part without the model's input.
    public internal(set) var inputRows: Int
    /// Whether the last normalisation and the output head are held; false in a part without the model's output.
    public internal(set) var holdsOutput = true

    /// Input and output embedding.
    public enum Embeddings: Hashable, Sendable {
        /// One table serves both.
        case tied
        /// The input table is apart: it is looked up and multiplies nothing.
        case untied
    }

    /// How positions enter the model.
    public enum Positions: Hashable, Sendable {
        /// Rotary embeddings (arXiv 2104.09864), turning queries and keys.
        case rotary
        /// A learned table with one row for each position of the context, added to the input.
        case learned
        /// Biases on the scores (ALiBi, T5): no parameters counted, one addition a pair and head.
        case scoreBias
        /// Transformer-XL relative positions (arXiv 1901.02860): a projection and a score product more in each layer.
        case relative
        /// None counted.
        case none
    }

    /// What a normalisation layer learns.
    public enum Normalisation: Hashable, Sendable {
        /// A scale (RMSNorm, or LayerNorm without bias).
        case scale
        /// A scale and a shift (LayerNorm).
        case scaleAndShift
    }

    /// Biases of the projections.
    public enum Biases: Hashable, Sendable {
        /// None.
        case absent
        /// On every projection of attention and feed-forward.
        case present
    }

    /// Upper limits of dimensions. They bound every count that a command can yield.
    public enum Limit {
        /// Parameters: 2^48.
        public static let parameters = 1 << 48
        /// Tokens of one sequence, cached ones included: 2^28.
        public static let sequence = 1 << 28
        /// Tokens of one command over its whole batch: 2^40.
        public static let tokens = 1 << 40
        /// Any single dimension: 2^22.
        public static let dimension = 1 << 22
        /// Layers: 2^14.
        public static let layers = 1 << 14
    }

    /// A model of the given dimensions.
    ///
    /// - Parameters:
    ///   - layers: Transformer layers.
    ///   - width: width of the residual stream.
    ///   - attention: the attention part of every layer.
    ///   - feedForward: the feed-forward part of the layers.
    ///   - vocabulary: entries of the vocabulary.
    ///   - embeddings: whether input and output share a table.
    ///   - positions: how positions enter.
    ///   - normalisation: what a normalisation learns.
    ///   - biases: whether projections have biases.
    ///   - context: longest context, in tokens.
    /// - Throws: `ShapeError` for the first dimension out of range.
    public init(
        layers: Int, width: Int, attention: Attention, feedForward: FeedForwardLayout, vocabulary: Int,
        embeddings: Embeddings, positions: Positions = .rotary, normalisation: Normalisation = .scale,
        biases: Biases = .absent, context: Int
    ) throws(ShapeError) {
        self.layers = layers
        self.width = width
        self.attention = attention
        self.feedForward = feedForward
        self.vocabulary = vocabulary
        self.embeddings = embeddings
        self.positions = positions
        self.normalisation = normalisation
        self.biases = biases
        self.context = context
        inputRows = vocabulary
        try requireRanges()
        guard parameters.total <= UInt128(Limit.parameters) else {
            throw ShapeError(field: .parameters, value: Int(clamping: parameters.total), requirement: "at most 2^48")
        }
    }
}
