/// Time as hosts measure it: nanoseconds since tick 0. Chips see whole seconds of it.
package struct HostTime: Hashable, Comparable, Sendable {
    /// Nanoseconds of one tick.
    package static let nanosecondsEachTick: UInt64 = 1_000_000_000
    /// Nanoseconds since tick 0.
    package var nanoseconds: UInt64

    /// A time in nanoseconds.
    package init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

    /// The start of a tick; the last moment where it is beyond 584 years.
    package init(tick: UInt64) {
        let (product, overflow) = tick.multipliedReportingOverflow(by: HostTime.nanosecondsEachTick)
        nanoseconds = overflow ? .max : product
    }

    /// The tick in which it lies.
    package var tick: UInt64 { nanoseconds / HostTime.nanosecondsEachTick }

    /// Goes on; stays at the last moment.
    package mutating func advance(by duration: UInt64) {
        let (sum, overflow) = nanoseconds.addingReportingOverflow(duration)
        nanoseconds = overflow ? .max : sum
    }

    /// Earlier and later.
    package static func < (left: HostTime, right: HostTime) -> Bool { left.nanoseconds < right.nanoseconds }
}
