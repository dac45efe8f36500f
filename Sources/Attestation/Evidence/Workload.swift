import Cryptography

/// What the accelerator holds.
public struct Workload: Hashable, Sendable {
    /// The state of the weights.
    public enum State: UInt64, Hashable, Sendable, CaseIterable {
        /// No weights.
        case none = 0
        /// Loaded, measured and write-protected.
        case locked
        /// In training: weights may change.
        case training
        /// Loaded and refused.
        case refused
    }

    /// The state of the weights.
    public var state: State
    /// SHA-384 of the weights as measured at load.
    public var weights: Digest384?
    /// SHA-384 of the adapter that was measured with them; nil where none was.
    public var adapter: Digest384?
    /// SHA-384 of the output filter that was measured with them; nil where none was.
    public var filter: Digest384?
    /// Weighted operations of the training that made the weights, over all chips; nil where nothing has trained them.
    public var trained: UInt128?

    /// A workload.
    public init(
        state: State, weights: Digest384?, adapter: Digest384? = nil, filter: Digest384? = nil,
        trained: UInt128? = nil
    ) {
        self.state = state
        self.weights = weights
        self.adapter = adapter
        self.filter = filter
        self.trained = trained
    }
}
