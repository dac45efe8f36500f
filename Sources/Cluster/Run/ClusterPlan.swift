import Accelerator
import Attestation
import Silicon
import Wire

/// What a cluster is to learn and to answer, and what its parties license.
package struct ClusterPlan: Sendable {
    /// The parties' names; the first `quorum` of them sign.
    package static let parties = ["avalon", "borduria", "cascadia"]
    /// How many parties must sign an image or a licence.
    package static let quorum = 2

    /// What is learned.
    package var text: [UInt8]
    /// The shape of every step.
    package var step: TrainingStep
    /// Steps to train.
    package var steps: Int
    /// The highest learning rate.
    package var rate: Float
    /// What keys, weights, batches, draws and nonces follow from.
    package var seed: UInt64
    /// What the trained model continues.
    package var prompts: [[UInt8]]
    /// Bytes to generate for each.
    package var generated: Int
    /// 0 takes the likeliest byte, 1 draws by the model's probabilities.
    package var temperature: Double
    /// Steps that the licence has room for.
    package var licensedSteps: Int
    /// Policy operations of one opening; nil for what a step costs the busiest chip.
    package var quantum: UInt128?
    /// How the chips' firmware runs.
    package var mode: ExecutionMode

    /// A plan that is licensed as it is.
    package init(
        learning text: [UInt8], step: TrainingStep, steps: Int, rate: Float, seed: UInt64, prompts: [[UInt8]],
        generated: Int, temperature: Double = 0, licensedSteps: Int? = nil, quantum: UInt128? = nil,
        mode: ExecutionMode = .native
    ) {
        (self.text, self.step, self.steps, self.rate, self.seed) = (text, step, steps, rate, seed)
        (self.prompts, self.generated, self.temperature) = (prompts, generated, temperature)
        self.licensedSteps = licensedSteps ?? steps
        (self.quantum, self.mode) = (quantum, mode)
    }

    /// The most chips that a cluster has: as many as a ticket tells the training of.
    package static let chipLimit = Lineage.spanCapacity
    /// The most openings that a licence's allowance takes on one chip.
    package static let openingLimit: UInt128 = 1 << 24

    /// - Throws: `ClusterPlanError` where no licence can be made for the plan.
    func validate() throws(ClusterPlanError) {
        guard step.parallelism.modelChips <= Limits.models else { throw .tooManyParts(step.parallelism.modelChips) }
        guard step.parallelism.chips <= ClusterPlan.chipLimit else { throw .tooManyChips(step.parallelism.chips) }
        guard steps > 0, licensedSteps > 0 else { throw .noSteps }
        guard quantum != 0 else { throw .noQuantum }
    }
}

/// Why a plan can't be licensed.
package enum ClusterPlanError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The model is divided into more parts than a licence lists.
    case tooManyParts(Int)
    /// There are more chips than are emulated together.
    case tooManyChips(Int)
    /// There is nothing to train, or nothing licensed.
    case noSteps
    /// An opening would pass nothing.
    case noQuantum
    /// The licence's allowance takes too many openings.
    case tooManyOpenings(UInt128)
    /// An exchange among chips would not go through one opening.
    case quantumBelowExchange(UInt128)

    /// The sentence, with its mend.
    package var description: String {
        switch self {
        case .tooManyParts(let parts):
            "a model in \(parts) parts does not fit a licence; let tensor × pipeline be at most \(Limits.models)"
        case .tooManyChips(let chips):
            "\(chips) chips are too many to emulate together; take at most \(ClusterPlan.chipLimit)"
        case .noSteps: "there are no steps to train or to license; give at least 1"
        case .tooManyOpenings(let openings):
            "a chip would be opened \(openings) times; give a quantum that takes at most \(ClusterPlan.openingLimit)"
        case .quantumBelowExchange(let operations):
            "chips exchange what takes \(operations) operations; give a quantum that is at least so large"
        case .noQuantum: "an opening of no operations passes nothing; give a quantum of at least 1"
        }
    }
}
