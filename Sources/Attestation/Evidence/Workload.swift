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

    /// A workload.
    public init(state: State, weights: Digest384?) {
        self.state = state
        self.weights = weights
    }
}
