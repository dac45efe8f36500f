import Wire

/// What has passed and is not drained yet: in t ticks at most t × `perTick` + `burst` pass.
struct Bucket {
    /// What it holds; more than the burst where a smaller burst came with a later licence.
    private var level: Operations
    private var tick: UInt64

    /// A bucket that is full at a tick. It is so at reset: what passed just before is not known.
    init(fullAt tick: UInt64) {
        level = Operations(high: .max, low: .max)
        self.tick = tick
    }

    /// Drains it up to now; what there is room for.
    mutating func room(_ rate: LicenceTerms.Rate, at now: UInt64) -> Operations {
        let burst = Operations(low: rate.burst)
        level = Operations.least(level, burst)
        let drained = Operations.product(rate.perTick, now >= tick ? now - tick : 0)
        level = level.subtracting(drained) ?? .zero
        tick = now
        return burst.subtracting(level) ?? .zero
    }

    /// Adds what has passed.
    mutating func add(_ passed: Operations) { level = level.addingCapped(passed) }
}
