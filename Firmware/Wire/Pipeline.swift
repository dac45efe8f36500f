/// The measured parts of a model as it runs, each by the SHA-384 of its bytes; zeros for a part that is not there.
public struct Pipeline: Equatable, Sendable {
    /// The weights.
    public var weights: Digest
    /// The adapter that is added to them, such as a LoRA.
    public var adapter: Digest
    /// The filter that its output passes.
    public var filter: Digest

    /// The given parts.
    public init(weights: Digest, adapter: Digest = .zero, filter: Digest = .zero) {
        self.weights = weights
        self.adapter = adapter
        self.filter = filter
    }
}
