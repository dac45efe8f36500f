import Accelerator
import ArgumentParser

/// The options by which a user gives a model of their own dimensions a mixture of experts.
struct ModelExperts: ParsableArguments {
    @Option(help: "Routed experts in every layer; --feed-forward is the width of one.")
    var experts: Int?

    @Option(help: "Routed experts that each token passes through.")
    var activeExperts: Int?

    @Option(help: "Experts that every token passes through.")
    var sharedExperts: Int?

    func validate() throws {
        guard (experts == nil) == (activeExperts == nil), experts != nil || sharedExperts == nil else {
            throw ValidationError("--experts and --active-experts belong together, and --shared-experts to them.")
        }
    }

    /// The same model with experts, where there are to be some.
    func applied(to model: Transformer) throws -> Transformer {
        guard let experts, let activeExperts else { return model }
        guard case .dense(let network) = model.feedForward else {
            throw ValidationError("--preset already fixes the experts; give dimensions of your own.")
        }
        return try Transformer(
            layers: model.layers, width: model.width, attention: model.attention,
            feedForward: .experts(
                Experts(total: experts, active: activeExperts, shared: sharedExperts ?? 0, expert: network)),
            vocabulary: model.vocabulary, embeddings: model.embeddings, positions: model.positions,
            normalisation: model.normalisation, biases: model.biases, context: model.context)
    }
}
