/// Which slot boots: a monotonic counter, so that each step is one write, whole or not at all, and none can be set back.
///
/// `epoch << 4 | phase << 1 | slot`; a chip leaves the factory with 0: slot A, settled.
public struct BootSelector: Sendable {
    /// How far an update is.
    public enum Phase: UInt64, Sendable {
        /// There is none.
        case settled = 0
        /// The other slot boots next, on trial.
        case pending = 1
        /// The other slot was entered on trial.
        case trying = 2
        /// The slot's image was on trial and became ready; its fuse and its log entry may not be written yet.
        case confirmed = 3
        /// The other slot's image was on trial and did not become ready; the log may not tell it yet.
        case rolledBack = 4
    }

    /// How far an update is.
    public let phase: Phase
    /// The slot whose image became ready last: 0 is A, 1 is B.
    public let slot: UInt32
    private let epoch: UInt64

    /// The slot that is on trial.
    public var trialSlot: UInt32 { 1 - slot }

    /// Reads the counter. A phase that is none reads as settled.
    public init<H: Hardware & ~Copyable>(_ hardware: inout H) {
        self.init(hardware.counter(.bootSelector))
    }

    /// Reads the counter's value.
    public init(_ value: UInt64) {
        slot = UInt32(truncatingIfNeeded: value & 1)
        phase = Phase(rawValue: value >> 1 & 7) ?? .settled
        epoch = value >> 4
    }

    /// Goes on to another phase and slot; false where the counter does not take it.
    public func move<H: Hardware & ~Copyable>(to phase: Phase, slot: UInt32, _ hardware: inout H) -> Bool {
        let next = epoch &+ 1
        guard next < 1 << 60 else { return false }
        return hardware.raise(.bootSelector, to: next << 4 | phase.rawValue << 1 | UInt64(slot))
    }
}
