import Attestation
import Cryptography

/// The findings about revocation.
struct RevocationFindings {
    let check: RevocationCheck
    let device: [CertificateStanding]
    let manifests: [CertificateStanding]

    /// All of them, in a fixed order: about files, then about certificates.
    var all: [Finding] { files + (device + manifests).flatMap(certificate) }

    private var files: [Finding] {
        var findings: [Finding] = []
        var seen: Set<CertificateStanding.Refusal> = []
        for file in check.files {
            if let failure = file.failure {
                let rule: Rule = failure.isUnreadable ? .revocationUnreadable : .revocationRefused
                findings.append(finding(rule, file.name, file.kind.rawValue, failure.description))
            }
            let standings = device + manifests
            for refusal in standings.flatMap(\.refusals)
            where refusal.file == file.name && seen.insert(refusal).inserted {
                let rule: Rule = refusal.isOfOtherNonce ? .revocationNonceMismatch : .revocationRefused
                findings.append(finding(rule, file.name, file.kind.rawValue, refusal.reason))
            }
            if standings.contains(where: { $0.statement?.file == file.name && $0.statement?.lacksNonce == true }) {
                findings.append(
                    finding(
                        .revocationNonceMismatch, file.name, file.kind.rawValue,
                        "it has no nonce, and \((check.nonce ?? []).hex) was sent"))
            }
        }
        return findings
    }

    private func certificate(_ standing: CertificateStanding) -> [Finding] {
        let by = standing.statement.map { "\($0.file), by “\($0.responder)” of \($0.update.thisUpdate.rfc3339)" } ?? "-"
        switch standing.status {
        case .good, .notRevocable: return []
        case .revoked(let revocation):
            let isDevice = standing.chain == RevocationFindings.device
            return [
                finding(
                    isDevice ? .hardwareRevoked : .manifestSignerRevoked, standing.chain, field(standing),
                    "\(standing.name) is revoked from \(revocation.moment.rfc3339) on (\(revocation.reason.word)), says "
                        + "\(by); " + consequence(revocation, isDevice: isDevice))
            ]
        case .unknown:
            return [
                finding(
                    .revocationUnknown, standing.chain, field(standing), "\(standing.name) is not known to \(by)")
            ]
        case .stale(let reason):
            guard check.policy.whenStale == .doubt else { return [] }
            return [
                finding(
                    .revocationStale, standing.chain, field(standing),
                    "\(standing.name) was not revoked, says \(by), but that is out of date: \(reason)")
            ]
        case .notCovered:
            guard check.policy.whenMissing == .doubt else { return [] }
            let places = standing.certificate.statusURLs + standing.certificate.revocationListURLs
            return [
                finding(
                    .revocationMissing, standing.chain, field(standing),
                    "nothing tells whether \(standing.name) is revoked"
                        + (places.isEmpty
                            ? "; the certificate does not say where to ask"
                            : "; ask at \(places.joined(separator: " or "))"))
            ]
        }
    }

    private func consequence(_ revocation: Revocation, isDevice: Bool) -> String {
        guard isDevice else { return "the manifest counts for nothing" }
        guard let moment = check.moment else { return "whether the report is older, nobody can tell" }
        if moment >= revocation.distrustedSince { return "the report is not older, and so nobody's" }
        return revocation.touches(moment)
            ? "the report is older, but for this reason the key may have been another's before"
            : "the report is older, and stays the device's own"
    }

    /// How the device's chain is called.
    static let device = "device"

    private func field(_ standing: CertificateStanding) -> String { "certificate \(standing.place)" }

    private func finding(_ rule: Rule, _ exhibit: String, _ field: String, _ reason: String) -> Finding {
        Finding(rule, chip: nil, evidence: [EvidencePointer(exhibit: exhibit, field: field)], reason: reason)
    }
}
