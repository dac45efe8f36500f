/// That a certificate is revoked (RFC 5280, section 5.3).
public struct Revocation: Hashable, Sendable {
    /// CRLReason (RFC 5280, section 5.3.1).
    public enum Reason: Int, Hashable, Sendable, CaseIterable {
        /// None is given.
        case unspecified = 0
        /// The key is known to others.
        case keyCompromise
        /// An authority's key is.
        case authorityCompromise
        /// The subject's name or the like has changed.
        case affiliationChanged
        /// Another certificate has taken its place.
        case superseded
        /// It is no longer needed.
        case cessationOfOperation
        /// It is on hold.
        case hold
        /// A right was taken away.
        case privilegeWithdrawn = 9
        /// An attribute authority's key is known to others.
        case attributeAuthorityCompromise

        /// Whether what was signed before the revocation is untouched by it: the key was its owner's alone until then.
        public var sparesThePast: Bool {
            switch self {
            case .affiliationChanged, .superseded, .cessationOfOperation, .privilegeWithdrawn: true
            case .unspecified, .keyCompromise, .authorityCompromise, .hold, .attributeAuthorityCompromise: false
            }
        }

        /// A few words for it.
        public var word: String {
            switch self {
            case .unspecified: "no reason given"
            case .keyCompromise: "key compromise"
            case .authorityCompromise: "compromise of an authority"
            case .affiliationChanged: "affiliation changed"
            case .superseded: "superseded"
            case .cessationOfOperation: "cessation of operation"
            case .hold: "on hold"
            case .privilegeWithdrawn: "privilege withdrawn"
            case .attributeAuthorityCompromise: "compromise of an attribute authority"
            }
        }
    }

    /// Since when it is revoked.
    public let moment: UTCSeconds
    /// Since when the key is not to be trusted, where the issuer tells that apart (invalidityDate).
    public let invalidSince: UTCSeconds?
    /// Why. What nobody here knows counts as unspecified.
    public let reason: Reason

    /// A revocation.
    public init(moment: UTCSeconds, invalidSince: UTCSeconds? = nil, reason: Reason) {
        self.moment = moment
        self.invalidSince = invalidSince
        self.reason = reason
    }

    /// Since when, by what is told, the key is not to be trusted.
    public var distrustedSince: UTCSeconds { min(moment, invalidSince ?? moment) }

    /// Whether what was signed at a moment is touched: always, where the key may have been another's for longer than is
    /// told.
    public func touches(_ signed: UTCSeconds) -> Bool { !reason.sparesThePast || signed >= distrustedSince }
}
