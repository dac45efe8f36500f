import Appraisal
import Silicon
import Wire

/// Why a chip did not do what its host asked.
package enum Obstacle: Error, Hashable, Sendable, CustomStringConvertible {
    /// The firmware refused.
    case refused(Fault)
    /// The interlock stopped it in hardware.
    case blocked(Execution.Block)
    /// The chip did not answer, or against what it had said.
    case silent

    /// What the chip says, as a sentence without its end.
    package var description: String {
        switch self {
        case .refused(let fault): "\(fault.sentence) (fault \(fault.number))"
        case .blocked(.closed): "the interlock is closed"
        case .blocked(.trainingUnderInference): "a training command came under an inference opening"
        case .blocked(.lockedWeights): "the weights are write-protected"
        case .blocked(.uncountable): "the meter can't count so much"
        case .blocked(.tokens): "the tokens that the licence allows are spent"
        case .blocked(.outside): "more would be exchanged with other chips than the licence allows"
        case .blocked(.unprovedData): "the data that it reads are not proved"
        case .silent: "the chip does not answer"
        }
    }
}

extension Chip.Refusal {
    /// The obstacle that it is.
    var obstacle: Obstacle {
        switch self {
        case .fault(let fault): .refused(fault)
        case .unknownFault, .noAnswer: .silent
        }
    }
}
