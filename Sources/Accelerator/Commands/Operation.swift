/// What a command asks the accelerator to do, with the shape that fixes its cost.
public enum Operation: Hashable, Sendable {
    /// Inference over a prompt.
    case prefill(Prefill)
    /// Successive single-token steps of inference.
    case decode(Decode)
    /// Forward pass of training.
    case forward(Pass)
    /// Backward pass of training.
    case backward(Pass, recompute: Recompute)
    /// Update of the weights.
    case optimiserStep(OptimiserStep)
    /// A collective among chips.
    case collective(Collective)
    /// Transfers with single chips, in bytes; `repetitions` times.
    case sendReceive(sent: UInt64, received: UInt64, repetitions: UInt64)
    /// A copy of so many bytes into the weight region, through the loader.
    case weightLoad(bytes: UInt64)
}
