import Accelerator
import Appraisal
import Attestation

/// What came of a plan: what was learned and answered, what the chips and the verifier say, and the attempt to train on.
package struct ClusterOutcome: Sendable {
    /// What was planned.
    package let plan: ClusterPlan
    /// Mean loss of every step that was done, in nats a byte.
    package internal(set) var losses: [Float] = []
    /// The prompts, continued.
    package internal(set) var answers: [[UInt8]] = []
    /// Why it ended before all was done; nil where it did not.
    package internal(set) var stop: ClusterStop?
    /// The verdict on training and serving, before the attempt to train on; nil where it did not come so far.
    package internal(set) var verdict: Verdict?
    /// What the chips said to the attempt to train on; nil where none was made, or where it passed.
    package internal(set) var refusal: ClusterStop?
    /// Whether the attempt to train on was made.
    package internal(set) var isAttempted = false
    /// The verifier's appraisal of all evidence.
    package let appraisal: Appraisal
    /// The chips, in order.
    package let chips: [Chip]
    /// Whether every counter of every meter is what loader and accelerator did: to the last operation and byte.
    package let isMeteredExactly: Bool
    /// The most operations that may train the model, over all chips.
    package let threshold: UInt128
    /// The operations that trained it, by its tickets; nil where it was not exported, or where a ticket does not hold.
    package let trained: UInt128?
    /// The licence that the chips took.
    package let licence: Licence
    /// The files that the run leaves behind, by path.
    package let files: [(path: String, bytes: [UInt8])]

    /// What one chip did.
    package struct Chip: Sendable {
        /// Its name.
        package let name: String
        /// Its replica, pipeline stage, and rank in the tensor group.
        package let place: (replica: Int, stage: Int, rank: Int)
        /// Policy operations that its meter shows.
        package let operations: UInt128
        /// Of which training.
        package let training: UInt128
        /// Openings of its interlock.
        package let openings: UInt64
        /// Bytes that it sent over links.
        package let linkBytes: UInt128
    }

    /// Whether all came as it should: trained, served, found kept, and refused where it was to be.
    package var holds: Bool {
        stop == nil && verdict == .kept && isMeteredExactly && trained != nil && (!isAttempted || refusal != nil)
    }
}
