import Attestation
import Cryptography

/// What one file says of one certificate, on the word of its issuer.
public struct RevocationStatement: Sendable {
    /// The file.
    public let file: String
    /// What the file is.
    public let kind: RevocationFile.Kind
    /// Who says it: the list's issuer, or the responder.
    public let responder: String
    /// When it was signed; nil for lists, which don't say it.
    public let producedAt: UTCSeconds?
    /// When it was true, and when the next is due.
    public let update: RevocationUpdate
    /// What it says.
    public let status: StatusResponse.Answer.Status
    /// Why it is out of date; nil where it is not.
    public let staleness: String?
    /// Whether a nonce was asked for, and it bears none.
    let lacksNonce: Bool

    /// How old it is at a moment, in seconds.
    public func age(at moment: UTCSeconds) -> Int64 { moment.value - update.thisUpdate.value }

    /// Worse first; among alike ones, the newest first.
    static func comesFirst(_ left: RevocationStatement, _ right: RevocationStatement) -> Bool {
        (left.rank, right.update.thisUpdate.value, left.file) < (right.rank, left.update.thisUpdate.value, right.file)
    }

    /// Revoked, whenever it was said; then what is not out of date; and unknown before good.
    private var rank: Int {
        switch status {
        case .revoked: 0
        case .unknown: staleness == nil ? 1 : 3
        case .good: staleness == nil ? 2 : 4
        }
    }
}
