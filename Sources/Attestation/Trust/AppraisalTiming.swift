import Cryptography

/// How ticks relate to time, how often a chip must attest, and how old what is known of revocations may be.
public struct AppraisalTiming: Hashable, Sendable {
    /// How old what is known of revocations may be, and what follows where it is older.
    public struct Staleness: Hashable, Sendable {
        /// What follows where lists are too old, or missing.
        public enum Consequence: String, Hashable, Sendable, CaseIterable {
            /// The result states that revocation was not checked up to its time.
            case state
            /// Nothing is kept: IL-AUTH-20.
            case doubt
        }

        /// The most seconds since the moment that a list is complete up to.
        public var maximumAge: UInt64
        /// What follows where it is older, or missing.
        public var whenStale: Consequence

        /// A rule.
        public init(maximumAge: UInt64, whenStale: Consequence) {
            self.maximumAge = maximumAge
            self.whenStale = whenStale
        }
    }

    /// The moment of tick 0.
    public var epoch: UTCSeconds
    /// The most ticks between two attestations of a chip; 0 for no rule.
    public var attestationInterval: UInt64
    /// How many ticks more are tolerated.
    public var grace: UInt64
    /// How old lists of what is revoked may be; nil where only their own word counts.
    public var staleness: Staleness?

    /// A timing.
    public init(epoch: UTCSeconds, attestationInterval: UInt64, grace: UInt64, staleness: Staleness? = nil) {
        self.staleness = staleness
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
