import Accelerator

/// What became of a command that was sent to the accelerator.
package enum Execution: Sendable {
    /// Why nothing passed.
    package enum Block: Hashable, Sendable {
        /// The interlock is closed.
        case closed
        /// It is a training command, under an inference opening.
        case trainingUnderInference
        /// It writes weights that are write-protected.
        case lockedWeights
        /// Its cost is more than the meter's counters hold.
        case uncountable
        /// The opening has no tokens left for it.
        case tokens
        /// It exchanges more with chips that are not admitted peers than the opening allows.
        case outside
        /// It reads training data that nobody has admitted.
        case unprovedData
    }

    /// All of it was executed.
    case done
    /// The quantum ended in the middle; this much is left to do. Indirect, for the other cases are the many, and would
    /// carry room for 528 bytes through every call.
    indirect case partial(Counters)
    /// None of it was executed.
    case blocked(Block)
}
