import Accelerator
import ArgumentParser

/// The options by which a user names a model or describes a dense one.
struct ModelDimensions: ParsableArguments {
    @Option(help: "A published model; `interlock model catalogue` names them.")
    var preset: PublishedModel?

    @Option(help: "Transformer layers.")
    var layers: Int?

    @Option(help: "Width of the residual stream.")
    var width: Int?

    @Option(help: "Attention heads; the width is divided among them.")
    var heads: Int?

    @Option(help: "Heads of keys and values (default: as many as heads).")
    var keyValueHeads: Int?

    @Option(help: "Inner width of the feed-forward part (default: 4 × width).")
    var feedForward: Int?

    @Flag(help: "Three feed-forward matrices (SwiGLU) instead of two.")
    var gated = false

    @Option(help: "Entries of the vocabulary.")
    var vocabulary: Int?

    private var anyDimension: Bool {
        [layers, width, heads, keyValueHeads, feedForward, vocabulary].contains { $0 != nil } || gated
    }

    func validate() throws {
        guard preset == nil else {
            guard !anyDimension else {
                throw ValidationError("--preset already fixes every dimension; give either a preset or dimensions.")
            }
            return
        }
        let needed = [
            ("--layers", layers), ("--width", width), ("--heads", heads), ("--vocabulary", vocabulary),
        ]
        let missing = needed.filter { $0.1 == nil }.map(\.0)
        guard missing.isEmpty else {
            throw ValidationError(
                "no model: give --preset, such as --preset llama-2-70b, or also \(missing.joined(separator: ", ")).")
        }
        guard let width, let heads, heads > 0, width % heads == 0 else {
            throw ValidationError("--heads must be a positive divisor of --width.")
        }
    }

    /// The model that the options describe; `layout` is what the layers of a model of the user's own make of the network.
    func transformer(
        _ layout: (FeedForward) -> FeedForwardLayout = FeedForwardLayout.dense
    ) throws(ShapeError) -> Transformer {
        if let preset { return try preset.transformer() }
        let (width, heads) = (width ?? 0, heads ?? 0)
        return try Transformer(
            layers: layers ?? 0, width: width,
            attention: .grouped(
                heads: heads, keyValueHeads: keyValueHeads ?? heads, headDimension: heads > 0 ? width / heads : 0),
            feedForward: layout(FeedForward(width: feedForward ?? 4 * width, gating: gated ? .gated : .plain)),
            vocabulary: vocabulary ?? 0, embeddings: .tied, context: Transformer.Limit.sequence)
    }
}
