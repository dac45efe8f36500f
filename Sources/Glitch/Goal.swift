import ChipABI
import Silicon
import Wire

/// What an attack is after, and how to see whether it got there.
package enum Goal: Sendable {
    /// To have an image's code executed: it reports this word as boot status.
    case execution(report: UInt32)
    /// To have a licence installed: the licence counter was at this value, and `opening` is what is asked for by it.
    case installation(counter: UInt64, opening: [UInt8])
    /// To have the interlock opened, at once or by what is asked afterwards, after so many openings; for this class
    /// alone, where one is given.
    case opening(count: UInt64, asking: [Question], use: WorkloadClass?)
    /// To be given, in answer, a ticket that must be refused, for it tells of less than this.
    case ticket(Truth)
    /// To have the chip of this identifier admitted as a peer.
    case peer([UInt8])
    /// To have data admitted for training, where none are.
    case data
    /// To have less told than was used, in what the last of these commands, or the attack itself, asks for.
    case hiding(Truth, asking: [Question])

    /// What the host asks after the attack, where the firmware still answers: what must be refused again.
    var questions: [Question] {
        switch self {
        case .execution, .ticket, .peer, .data: []
        case .installation(_, let opening): [Question(.measureModel), Question(.openInterlock, opening)]
        case .opening(_, let questions, _), .hiding(_, let questions): questions
        }
    }

    /// What was gained when the run ended, if anything. Asks the firmware again where it still answers.
    /// - Parameters:
    ///   - core: the one that ran.
    ///   - answers: whether it can be asked.
    ///   - budget: the instructions that an answer may take.
    ///   - known: what evidence was found to be before.
    /// - Returns: nil where nothing was.
    func gain(
        _ core: inout FaultCore, answers: Bool, budget: UInt64, _ known: inout [[UInt8]: Truth.Verdict]
    ) -> Gain? {
        switch self {
        case .execution(let report):
            return core.devices.bootStatus == report ? .unverifiedCodeRan : nil
        case .installation(let counter, _):
            let hasRisen = core.devices.counters[.licence] != counter
            let openings = core.devices.accelerator.openings
            if answers { ask(&core, budget) }
            if core.devices.accelerator.openings != openings { return .accountInstalled }
            return hasRisen ? .licenceCounterRaised : nil
        case .opening(let count, _, let use):
            if Goal.hasOpened(core, since: count, for: use) { return .interlockOpened }
            guard answers, core.devices.accelerator.openings == count else { return nil }
            ask(&core, budget)
            return Goal.hasOpened(core, since: count, for: use) ? .interlockOpenedLater : nil
        case .ticket(let truth): return truth.judge(core, &known) == .hidden ? .usageHidden : nil
        case .peer(let identifier):
            let peers = core.devices.accelerator.peers
            return peers.contains { $0.identifier == identifier } ? .peerAdmitted : nil
        case .data: return core.devices.accelerator.provedBytes > 0 ? .dataAdmitted : nil
        case .hiding(let truth, _):
            if answers { ask(&core, budget) }
            return truth.judge(core, &known) == .hidden ? .usageHidden : nil
        }
    }

    /// Whether the evidence that was asked for, if that is what this is about, says what was used.
    func hasTold(_ core: borrowing FaultCore, _ known: inout [[UInt8]: Truth.Verdict]) -> Bool {
        guard case .hiding(let truth, _) = self else { return true }
        return truth.judge(core, &known) == .told
    }

    private func ask(_ core: inout FaultCore, _ budget: UInt64) {
        for question in questions {
            core.submit(question.command, question.request)
            _ = core.run(budget)
        }
    }

    /// Whether the interlock opened since, and for the class that counts; an opening that a trap closed counts.
    private static func hasOpened(_ core: borrowing FaultCore, since count: UInt64, for use: WorkloadClass?) -> Bool {
        let accelerator = core.devices.accelerator
        return accelerator.openings != count && (use.map { accelerator.use == $0 } ?? true)
    }
}
