import Attestation
import Cryptography

/// What is made of knowledge on revocation that is old or missing.
public struct RevocationPolicy: Hashable, Sendable {
    /// What follows: it is stated, or a doubt.
    public typealias Consequence = AppraisalTiming.Staleness.Consequence

    /// How old a statement may be at most, from its thisUpdate, in seconds; nil for as old as its nextUpdate allows.
    public var maximumAge: Int64?
    /// What follows where all that is known of a certificate is past its nextUpdate or older than that.
    public var whenStale: Consequence
    /// What follows where nothing is known of a certificate.
    public var whenMissing: Consequence

    /// A policy; as it is without arguments, what is absent is stated, and what is out of date a doubt.
    public init(maximumAge: Int64? = nil, whenStale: Consequence = .doubt, whenMissing: Consequence = .state) {
        self.maximumAge = maximumAge
        self.whenStale = whenStale
        self.whenMissing = whenMissing
    }

    /// Why a statement is out of date at a moment, in words; nil where it is not. Without a moment, nobody can tell.
    func staleness(of update: RevocationUpdate, at moment: UTCSeconds?) -> String? {
        guard let moment else { return "without a time of appraisal, nobody can tell whether it is out of date" }
        if let next = update.nextUpdate, moment > next { return "the next was due at \(next.rfc3339)" }
        let age = moment.value - update.thisUpdate.value
        guard let maximumAge else {
            return update.nextUpdate == nil ? "it says that newer can be had at any time, and no most age is set" : nil
        }
        return age > maximumAge ? "it is \(age) s old, and \(maximumAge) s is the most" : nil
    }
}
