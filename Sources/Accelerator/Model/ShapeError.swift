/// A shape, a model or a degree of parallelism that can't exist.
public struct ShapeError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The quantity that is out of range.
    public enum Field: String, Hashable, Sendable {
        /// Transformer layers.
        case layers
        /// Layers with a dense feed-forward part, in a model of experts.
        case denseLayers
        /// Width of the residual stream.
        case width
        /// Attention heads.
        case heads
        /// Heads that keys and values have.
        case keyValueHeads
        /// Width of one head.
        case headDimension
        /// Rank of a latent attention projection.
        case latentRank
        /// Width of the feed-forward part.
        case feedForwardWidth
        /// Experts in a layer.
        case experts
        /// Experts that a token is routed to.
        case activeExperts
        /// Experts that every token passes through.
        case sharedExperts
        /// Entries of the vocabulary.
        case vocabulary
        /// Longest context, in tokens.
        case context
        /// Parameters of the model.
        case parameters
        /// Sequences in a batch.
        case batch
        /// Tokens of a sequence.
        case tokens
        /// Tokens already in the key-value cache.
        case cachedTokens
        /// Tokens to generate.
        case generated
        /// Sequences that a micro-batch holds.
        case microBatch
        /// Tensor-parallel degree.
        case tensorParallel
        /// Pipeline-parallel degree.
        case pipelineParallel
        /// Data-parallel degree.
        case dataParallel
        /// Chips that divide a command.
        case shardCount
        /// A chip's place among those.
        case shardIndex
        /// Ranks of a collective.
        case ranks
        /// Bytes moved.
        case bytes
        /// Repetitions of a command.
        case repetitions
    }

    /// Which quantity.
    public let field: Field
    /// Its value.
    public let value: Int
    /// What it must be, as the end of a sentence that starts with "must be".
    public let requirement: String

    /// One sentence: the field, its value, and what it must be.
    public var description: String { "\(field.rawValue) is \(value); it must be \(requirement)" }

    static func require(_ value: Int, in range: ClosedRange<Int>, _ field: Field) throws(ShapeError) {
        guard range.contains(value) else {
            throw ShapeError(
                field: field, value: value, requirement: "from \(range.lowerBound) to \(range.upperBound)")
        }
    }

    static func require(_ value: Int, divides whole: Int, _ field: Field, _ name: String) throws(ShapeError) {
        guard value > 0, whole % value == 0 else {
            throw ShapeError(field: field, value: value, requirement: "a divisor of \(name), \(whole)")
        }
    }
}
