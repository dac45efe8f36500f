import Accelerator

/// A training run as a scenario states it: how large a step is, how many there are, how chips share them.
package struct TrainingPlan: Hashable, Sendable {
    /// The model, by its place in the scenario.
    package let model: Int
    /// What the chips execute in one step.
    package let step: TrainingStep
    /// How many steps.
    package let steps: Int

    /// The chips that take part.
    package var chipCount: Int { step.parallelism.chips }
    /// Tokens of one step, over all chips.
    package var tokensEachStep: UInt64 { UInt64(step.sequences) * UInt64(step.tokens) }
}
