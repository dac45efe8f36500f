/// What kind of work a command is; each kind has its own hardware counter.
public enum CommandKind: UInt8, CaseIterable, Hashable, Sendable {
    /// Inference over a prompt: fills the key-value cache.
    case prefill
    /// Inference of one further token for each sequence of a batch.
    case decode
    /// Forward pass that keeps what a backward pass needs.
    case forward
    /// Backward pass: gradients of activations and of weights.
    case backward
    /// Update of the weights from gradients.
    case optimiserStep
    /// Collective: every rank ends with the sum of all ranks' buffers.
    case allReduce
    /// Collective: every rank ends with all ranks' buffers, one after another.
    case allGather
    /// Collective: every rank ends with its part of the sum.
    case reduceScatter
    /// Transfer between two chips.
    case sendReceive
    /// Copy of weights into the weight region, by way of the loader that hashes them.
    case weightLoad

    /// Whether the command makes sense only in training.
    public var isTraining: Bool {
        switch self {
        case .backward, .optimiserStep: true
        case .prefill, .decode, .forward, .allReduce, .allGather, .reduceScatter, .sendReceive, .weightLoad: false
        }
    }

    /// Whether the command writes the weight region while it computes.
    ///
    /// A weight load writes it too, but goes through the loader; the interlock treats it apart.
    public var writesWeights: Bool {
        switch self {
        case .optimiserStep: true
        case .prefill, .decode, .forward, .backward, .allReduce, .allGather, .reduceScatter, .sendReceive,
            .weightLoad:
            false
        }
    }
}
