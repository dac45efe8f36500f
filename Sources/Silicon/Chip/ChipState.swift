import Accelerator
import Cryptography

/// What of a chip outlives power.
package struct ChipState: Sendable {
    /// What is burnt in.
    package internal(set) var fuses: Fuses
    /// What flash holds.
    package var flash: Flash
    /// The monotonic counters.
    package var counters = MonotonicCounters()
    /// The meter's counters.
    package var meter = Counters()
    /// The meter's training count.
    package var training: UInt128 = 0
    /// Openings since manufacture.
    package var openings: UInt64 = 0
    /// Latched tamper inputs.
    package var tamper: UInt32 = 0
    /// What the interlock saw and firmware has not taken into its log.
    package var events: UInt32 = 0
    /// Writes at locked weights among it.
    package var violations: UInt32 = 0
    /// Chip time in ticks: the clock has its own supply.
    package var tick: UInt64 = 0

    /// A chip that has never been switched on.
    package init(fuses: Fuses, flash: Flash) {
        self.fuses = fuses
        self.flash = flash
    }
}
