import Appraisal
import Attestation

/// What a host knows of a rate of its licence: how long it must wait, so that the chip refuses nothing.
struct Pace {
    private let perTick: UInt128
    private let burst: UInt128
    private var level: UInt128
    private var tick: UInt64

    /// The pace of a rate, as chips find it when they are switched on: nothing may pass yet.
    init(_ rate: Licence.Terms.Rate, at tick: UInt64) {
        perTick = UInt128(rate.perTick)
        burst = UInt128(rate.burst)
        level = burst
        self.tick = tick
    }

    /// Ticks until so much may pass, or as much as ever may at once; 0 where nothing ever may.
    mutating func wait(for wanted: UInt128, at now: UInt64) -> UInt64 {
        drain(now)
        let room = burst - min(level, burst)
        let needed = min(wanted, burst)
        guard needed > room, perTick > 0 else { return 0 }
        let missing = needed - room
        return UInt64(clamping: missing / perTick + (missing % perTick == 0 ? 0 : 1))
    }

    /// So much has passed.
    mutating func add(_ passed: UInt128, at now: UInt64) {
        drain(now)
        level = level.addingOrMost(passed)
    }

    private mutating func drain(_ now: UInt64) {
        guard now > tick else { return }
        let (drained, overflow) = perTick.multipliedReportingOverflow(by: UInt128(now - tick))
        level = overflow ? 0 : level - min(level, drained)
        tick = now
    }
}
