import COpenSSL

/// When a statement on revocation was true, and when the next is due.
public struct RevocationUpdate: Hashable, Sendable {
    /// The moment at which it was true.
    public let thisUpdate: UTCSeconds
    /// The moment at or before which the issuer tells more; nil where a newer statement can be had at any time.
    public let nextUpdate: UTCSeconds?

    init(_ update: il_update) {
        thisUpdate = UTCSeconds(update.this_update)
        nextUpdate = update.has_next_update == 1 ? UTCSeconds(update.next_update) : nil
    }
}

extension Revocation {
    init(_ revocation: il_revocation) {
        self.init(
            moment: UTCSeconds(revocation.seconds),
            invalidSince: revocation.has_invalid_since == 1 ? UTCSeconds(revocation.invalid_since) : nil,
            reason: Reason(rawValue: Int(revocation.reason)) ?? .unspecified)
    }
}
