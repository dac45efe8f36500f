import Accelerator
import Cryptography

/// What of a chip outlives power.
package struct ChipState: Sendable {
    /// What is burnt in.
    package let fuses: Fuses
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
    /// Chip time in ticks: the clock has its own supply.
    package var tick: UInt64 = 0

    /// Tamper inputs that have tripped: a latch that no reset clears.
    package var tamper: UInt32 = 0

    /// A chip that has never been switched on.
    package init(fuses: Fuses, flash: Flash) {
        self.fuses = fuses
        self.flash = flash
    }
}
