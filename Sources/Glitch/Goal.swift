import ChipABI
import Silicon

/// What an attack is after, and how to see whether it got there.
enum Goal: Sendable {
    /// To have an image's code executed: it reports this word as boot status.
    case execution(report: UInt32)
    /// To have a licence installed: the licence counter was at this value, and `opening` is what is asked for by it.
    case installation(counter: UInt64, opening: [UInt8])
    /// To have the interlock opened by `request`, after so many openings.
    case opening(count: UInt64, request: [UInt8])

    /// What was gained when the run ended, if anything. Asks the firmware again where it still answers.
    func gain(_ core: inout FaultCore, answers: Bool, budget: UInt64) -> Gain? {
        switch self {
        case .execution(let report):
            return core.devices.bootStatus == report ? .unverifiedCodeRan : nil
        case .installation(let counter, let opening):
            if core.devices.counters[.licence] != counter { return .licenceCounterRaised }
            guard answers else { return nil }
            let openings = core.devices.accelerator.openings
            core.submit(.measureModel, [])
            _ = core.run(budget)
            core.submit(.openInterlock, opening)
            _ = core.run(budget)
            return core.devices.accelerator.openings == openings ? nil : .accountInstalled
        case .opening(let count, let request):
            if core.devices.accelerator.openings != count { return .interlockOpened }
            guard answers else { return nil }
            core.submit(.openInterlock, request)
            _ = core.run(budget)
            return core.devices.accelerator.openings == count ? nil : .interlockOpenedLater
        }
    }
}
