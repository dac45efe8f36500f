import Accelerator
import Attestation

/// What became of one chip in a run: what left it, and what really happened, which no verifier sees.
package struct ChipHistory: Sendable {
    /// A piece of evidence that the host handed over.
    package struct Delivery: Hashable, Sendable {
        /// The challenge that it answers, by its place among the chip's.
        package let challenge: Int
        /// The evidence.
        package let evidence: [UInt8]
        /// Whether it is what the chip signed then: not what it, or another one, signed for something else.
        package let isOwn: Bool
    }

    /// What was served.
    package struct Work: Hashable, Sendable {
        /// Requests answered.
        package var served: UInt64 = 0
        /// Requests that came and were not answered by the end, or were refused.
        package var unserved: UInt64 = 0
        /// Tokens of prompts answered.
        package var promptTokens: UInt64 = 0
        /// Tokens generated.
        package var generatedTokens: UInt64 = 0
        /// Nanoseconds that answered requests waited for their start, all together.
        package var waiting: UInt64 = 0
        /// Steps of training that were finished.
        package var trainingSteps: UInt64 = 0
        /// Nanoseconds in which the accelerator worked.
        package var busy: UInt64 = 0
    }

    /// Work that really passed, of one kind.
    package struct Passed: Hashable, Sendable {
        /// The model, by its place in the scenario; nil where the chip did not measure the weights.
        package let model: Int?
        /// Whether it trained, whatever the host called it.
        package let isTraining: Bool
        /// The licence that the host believes in force, by its place in the scenario; nil for none of the scenario.
        package let licence: Int?
        /// Whether the licence was valid then.
        package let isTimely: Bool
        /// Whether it was of a sort that the agreement forbids, and that no chip can tell from permitted work.
        package let isForbidden: Bool
        /// The policy quantity, by the host's count.
        package var operations: UInt128
    }

    /// What a detector of training made of raw counters.
    package struct Telemetry: Hashable, Sendable {
        /// When so many windows in a row had been training-consistent as the agreement says, in ticks.
        package let alarms: [UInt64]
        /// Windows that were training-consistent.
        package let consistent: UInt64
        /// All windows.
        package let windows: UInt64
    }

    /// The chip's number.
    package let chip: Int
    /// What the verifier gets, in the order of time.
    package var deliveries: [Delivery] = []
    /// What is worth telling.
    package var deeds: [Deed] = []
    /// What was served.
    package var work = Work()
    /// All that the accelerator really did, by its host's count.
    package var executed = Counters()
    /// The policy quantity of what was done under training openings, by the host's count.
    package var trained: UInt128 = 0
    /// What really passed, by model, use and licence.
    package var passed: [Passed] = []
    /// What the agreement's detector of training made of its raw counters; nil where there is none.
    package var telemetry: Telemetry?
    /// Whether the chip came up at its first power-on.
    package var hasBooted = false
}
