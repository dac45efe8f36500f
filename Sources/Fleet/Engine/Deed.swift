import Silicon
import Wire

/// Something noteworthy that a host did, and what the chip said.
package struct Deed: Hashable, Sendable {
    /// What came of it.
    package enum Answer: Hashable, Sendable {
        /// The chip did it.
        case done
        /// The firmware refused.
        case refused(Fault)
        /// The interlock stopped it in hardware.
        case blocked(Execution.Block)
        /// The chip did not answer.
        case silence
    }

    /// When.
    package let tick: UInt64
    /// The cheat that it belongs to, by its place in the scenario; nil for honest work.
    package let cheat: Int?
    /// What the host did, as a sentence without its end.
    package let act: String
    /// What came of it.
    package let answer: Answer
}

extension Chip.Refusal {
    /// The answer that it is.
    var answer: Deed.Answer {
        switch self {
        case .fault(let fault): .refused(fault)
        case .unknownFault, .noAnswer: .silence
        }
    }
}
