public import Attestation
import Cryptography

extension Appraiser {
    /// Why a lineage ticket is not believed.
    public struct TicketRefusal: Error, Hashable, Sendable, CustomStringConvertible {
        /// In a sentence without a full stop.
        public let description: String
        /// What it is to whoever judges evidence.
        let rule: Rule
        /// The field that it is about.
        let field: String

        init(_ rule: Rule, _ field: String, _ description: String) {
            self.rule = rule
            self.field = field
            self.description = description
        }
    }

    /// Whether a lineage ticket is the word of the chip that it names: certificates that lead to a root of the trust
    /// directory, firmware that is approved, no debugging, nothing revoked, and the signature.
    ///
    /// Validity periods are judged where the question names a moment. Signatures that `cache` knows are not verified again.
    public func verify(
        _ ticket: LineageTicket, using cache: SharedChainCache = SharedChainCache()
    ) throws(TicketRefusal) {
        let alias, local, device: DICECertificate
        do {
            alias = try DICECertificate(der: ticket.aliasCertificate)
            local = try DICECertificate(der: ticket.localCertificate)
            device = try DICECertificate(der: ticket.deviceCertificate)
        } catch { throw TicketRefusal(.chainRefused, "unprotected.x5chain", "a certificate can't be read: \(error)") }
        let certificates = [alias, local, device]
        var time = certificates.map(\.certificate.notBefore).max() ?? .never
        if case .moment(let moment) = question.time { time = moment }
        do {
            var cache = cache
            _ = try verify(alias.certificate, local.certificate, device.certificate, at: time, using: &cache)
        } catch {
            throw TicketRefusal(
                .chainRefused, "unprotected.x5chain",
                "the certificates do not lead to a trusted root: \(error.sentence)")
        }
        guard device.chip == ticket.lineage.chip, local.chip == device.chip else {
            throw TicketRefusal(.chainRefused, "payload.chip", "the ticket names another chip than its certificates")
        }
        guard alias.certificate.publicKey.verify(ticket.signature, digest: ticket.signedDigest) == .valid else {
            throw TicketRefusal(.signatureInvalid, "signature", "the signature does not verify")
        }
        guard local.tcbInfo?.isDebuggable == false, alias.tcbInfo?.isDebuggable != true else {
            throw TicketRefusal(.debugPossible, "unprotected.x5chain", "debugging is possible on its chip")
        }
        if let reference = trust.referenceValues {
            guard let runtime = alias.tcbInfo?.firmwareDigests,
                reference.runtime.contains(where: { runtime.contains($0.digest) })
            else {
                throw TicketRefusal(
                    .runtimeUnknown, "unprotected.x5chain", "the runtime that signed it is none of the approved")
            }
        }
        if let reason = trust.revocation(of: device.certificate, signed: nil) {
            throw TicketRefusal(.identityRevoked, "unprotected.x5chain", "its device certificate \(reason)")
        }
        guard let revocations = trust.revocations else { return }
        guard !revocations.chips.contains(ticket.lineage.chip),
            !certificates.contains(where: { revocations.certificates.contains($0.certificate.serial) })
        else { throw TicketRefusal(.identityRevoked, "payload.chip", "its chip is revoked") }
    }
}
