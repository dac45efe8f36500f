import Attestation
import Cryptography

/// What is known of the revocation of one certificate of a chain.
public struct CertificateStanding: Sendable {
    /// What is known.
    public enum Status: Hashable, Sendable {
        /// It is not revoked, by what is not out of date.
        case good
        /// It is revoked.
        case revoked(Revocation)
        /// Who should know does not.
        case unknown
        /// All that is known is out of date; why.
        case stale(String)
        /// Nothing that was given is about it.
        case notCovered
        /// Nothing is about it, and nothing can be: its issuer's key signs certificates alone (key usage), as the key that
        /// a device makes for itself. Whoever takes it back takes back its issuer.
        case notRevocable
    }

    /// A file that is about the certificate and does not count, and why.
    struct Refusal: Hashable {
        let file: String
        let reason: String
        /// Whether it answers another nonce.
        let isOfOtherNonce: Bool
    }

    /// The chain that it is of: `device`, or a manifest's name.
    public let chain: String
    /// Its place in the chain, 0 for the signer's.
    public let place: Int
    /// The certificate.
    public let certificate: Certificate
    /// What is known.
    public let status: Status
    /// The statement that decides; nil where there is none.
    public let statement: RevocationStatement?
    let refusals: [Refusal]

    /// The certificate's name and number, for people.
    public var name: String { "“\(certificate.subjectCommonName ?? "-")” (serial \(certificate.serial.hex))" }

    /// Whether it is known that what the key signed at a moment counts for nothing; at no known moment, whenever.
    func isRevoked(at moment: UTCSeconds?) -> Bool {
        guard case .revoked(let revocation) = status else { return false }
        return moment.map { revocation.touches($0) } ?? true
    }

    /// Whether it is revoked, from whenever.
    var isRevoked: Bool {
        if case .revoked = status { true } else { false }
    }

    /// Whether nobody need ask further.
    var isSettled: Bool {
        switch status {
        case .good, .notRevocable: true
        case .revoked, .unknown, .stale, .notCovered: false
        }
    }
}
