import ChipABI
import Silicon
import Wire

/// What an attack is after, and how to see whether it got there.
package enum Goal: Sendable {
    /// To have an image's code executed: it reports this word as boot status.
    case execution(report: UInt32)
    /// To have a licence installed: the licence counter was at this value, and `opening` is what is asked for by it.
    case installation(counter: UInt64, opening: [UInt8])
    /// To have the interlock opened by `request`, after so many openings; for this class alone, where one is given.
    case opening(count: UInt64, request: [UInt8], use: WorkloadClass?)

    /// What was gained when the run ended, if anything. Asks the firmware again where it still answers.
    func gain(_ core: inout FaultCore, answers: Bool, budget: UInt64) -> Gain? {
        switch self {
        case .execution(let report):
            return core.devices.bootStatus == report ? .unverifiedCodeRan : nil
        case .installation(let counter, let opening):
            let hasRisen = core.devices.counters[.licence] != counter
            let openings = core.devices.accelerator.openings
            if answers {
                core.submit(.measureModel, [])
                _ = core.run(budget)
                core.submit(.openInterlock, opening)
                _ = core.run(budget)
            }
            if core.devices.accelerator.openings != openings { return .accountInstalled }
            return hasRisen ? .licenceCounterRaised : nil
        case .opening(let count, let request, let use):
            if Goal.hasOpened(core, since: count, for: use) { return .interlockOpened }
            guard answers, core.devices.accelerator.openings == count else { return nil }
            core.submit(.openInterlock, request)
            _ = core.run(budget)
            return Goal.hasOpened(core, since: count, for: use) ? .interlockOpenedLater : nil
        }
    }

    /// Whether the interlock opened since, and for the class that counts; an opening that a trap closed counts.
    private static func hasOpened(_ core: borrowing FaultCore, since count: UInt64, for use: WorkloadClass?) -> Bool {
        let accelerator = core.devices.accelerator
        return accelerator.openings != count && (use.map { accelerator.use == $0 } ?? true)
    }
}
