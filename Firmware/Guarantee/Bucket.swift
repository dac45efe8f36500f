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
        drain(rate, at: now)
        return Operations(low: rate.burst).subtracting(level) ?? .zero
    }

    /// Adds what has passed by now. Drained first: what passed late in a long opening must not drain since its start.
    mutating func add(_ passed: Operations, _ rate: LicenceTerms.Rate?, at now: UInt64) {
        if let rate { drain(rate, at: now) }
        level = level.addingCapped(passed)
    }

    private mutating func drain(_ rate: LicenceTerms.Rate, at now: UInt64) {
        level = Operations.least(level, Operations(low: rate.burst))
        let drained = Operations.product(rate.perTick, now >= tick ? now - tick : 0)
        level = level.subtracting(drained) ?? .zero
        tick = now
    }
}
