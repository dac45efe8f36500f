import Accelerator
import ArgumentParser

extension PublishedModel: ExpressibleByArgument {}
extension AttentionCounting: ExpressibleByArgument {}
extension Recompute: ExpressibleByArgument {}

extension NumberFormat: ExpressibleByArgument {
    /// The format of a name such as `bf16`.
    public init?(argument: String) { self.init(name: argument) }

    /// The names of all formats.
    public static var allValueStrings: [String] { allCases.map { "\($0)" } }
}

extension NumberFormat {
    /// The format's name, in help.
    public var defaultValueDescription: String { "\(self)" }
}

extension ShapeError {
    /// The command-line option that gave the value, or the quantity's own name where it follows from several.
    var option: String {
        switch field {
        case .layers: "--layers"
        case .width: "--width"
        case .heads: "--heads"
        case .keyValueHeads: "--key-value-heads"
        case .feedForwardWidth: "--feed-forward"
        case .vocabulary: "--vocabulary"
        case .tokens, .context: "--context"
        case .generated: "--generate"
        case .batch: "--batch"
        case .shardCount, .tensorParallel: "--chips"
        case .denseLayers, .headDimension, .latentRank, .experts, .activeExperts, .sharedExperts, .parameters,
            .cachedTokens, .microBatch, .pipelineParallel, .dataParallel, .shardIndex, .ranks, .bytes, .repetitions:
            field.rawValue
        }
    }
}
