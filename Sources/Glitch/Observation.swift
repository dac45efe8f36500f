import Silicon

/// What the host and a probe see of a chip whose core sleeps.
struct Observation: Hashable, Sendable {
    let bootStatus: UInt32
    let fault: UInt32
    let outcome: UInt32?
    let answer: [UInt8]
    let trapCause: UInt32
    let isHalted: Bool

    init(_ core: borrowing FaultCore) {
        bootStatus = core.devices.bootStatus
        fault = core.devices.fault
        outcome = core.outcome
        answer = core.answer
        trapCause = core.trapCause
        isHalted = core.isHalted
    }
}
