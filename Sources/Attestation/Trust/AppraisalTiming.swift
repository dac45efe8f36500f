import Cryptography

/// How ticks relate to time, and how often a chip must attest.
public struct AppraisalTiming: Hashable, Sendable {
    /// The moment of tick 0.
    public var epoch: UTCSeconds
    /// The most ticks between two attestations of a chip; 0 for no rule.
    public var attestationInterval: UInt64
    /// How many ticks more are tolerated.
    public var grace: UInt64

    /// A timing.
    public init(epoch: UTCSeconds, attestationInterval: UInt64, grace: UInt64) {
        self.epoch = epoch
        self.attestationInterval = attestationInterval
        self.grace = grace
    }

    /// The moment of a tick, or nil where it is beyond the year 9999.
    public func moment(of tick: UInt64) -> UTCSeconds? {
        guard tick <= UInt64(UTCSeconds.never.value) else { return nil }
        let moment = UTCSeconds(epoch.value + Int64(tick))
        return moment <= .never ? moment : nil
    }

    /// The tick of a moment, or nil where it is before the epoch.
    public func tick(of moment: UTCSeconds) -> UInt64? {
        moment >= epoch ? UInt64(moment.value - epoch.value) : nil
    }
}
