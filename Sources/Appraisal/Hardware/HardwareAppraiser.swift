import Attestation
import Cryptography

/// Appraises reports of hardware that nobody here made: a pure function of report, trust and question.
///
/// Chain and manifests are verified once; then each report costs one signature and the comparison.
public struct HardwareAppraiser: Sendable {
    /// What is asked.
    public let question: HardwareQuestion
    /// What the manifests are worth.
    public let manifests: [ManifestExamination]
    /// What is known of the revocation of the device's certificates; empty where they lead nowhere.
    public let standings: [CertificateStanding]
    let path: CertificatePath.Outcome
    let key: P384.PublicKey?
    /// What the device is a product of: the first word of its signer's name.
    let product: String?
    private let revocationFindings: [Finding]

    /// An appraiser.
    public init(_ question: HardwareQuestion) {
        self.question = question
        let check = RevocationCheck(
            files: question.revocation, policy: question.policy, nonce: question.statusNonce, moment: question.moment)
        let certificates = CertificatePath(certificates: question.chain)
        path = certificates.verify(anchors: question.anchors, at: question.moment)
        standings = check.standings(of: certificates, path, as: RevocationFindings.device)
        // A table of the key's multiples pays from the third report on; a chain that is refused gets none.
        let isRefused = if case .refused = path { true } else { false }
        key = isRefused ? question.chain.first?.publicKey : question.chain.first?.publicKey.precomputed()
        product = question.chain.first?.subjectCommonName?.split(separator: " ").first.map(String.init)
        manifests = question.manifests.map {
            ManifestExamination($0, anchors: question.manifestAnchors, asking: check)
        }
        revocationFindings =
            RevocationFindings(
                check: check, device: standings, manifests: manifests.flatMap(\.standings)
            ).all
    }

    /// Appraises a report, in bytes or in hexadecimal.
    public func appraise(_ exhibit: Exhibit) -> HardwareAppraisal {
        guard let bytes = HardwareReport.bytes(ofFile: exhibit.bytes) else {
            return unreadable(
                exhibit, "it does not start as an SPDM 1.1 GET_MEASUREMENTS request, in bytes or hexadecimal")
        }
        do { return appraise(try HardwareReport(bytes), exhibit.name) } catch {
            return unreadable(exhibit, error.description)
        }
    }

    private func appraise(_ report: HardwareReport, _ name: String) -> HardwareAppraisal {
        let outcome =
            key?.verify(report.response.signature, digest: Digest384(hashing: report.signedPart)) ?? .notOnCurve
        let comparer = HardwareComparer(
            appraiser: self, report: report, isAuthentic: outcome == .valid && isAnchored && !isRevoked)
        var findings = chainFindings() + timeFindings()
        if outcome != .valid {
            findings.append(
                finding(
                    .hardwareSignatureInvalid, name, "response.signature",
                    outcome == .malformed
                        ? "r or s is out of range" : "the chain's first key did not sign this request and response"))
        }
        findings += freshnessFindings(report, name) + comparer.identityFindings(name)
        findings += revocationFindings + manifests.flatMap { $0.findings() } + comparer.findings(name)
        return HardwareAppraisal(
            name: name, report: report, isSigned: outcome == .valid, isAuthentic: comparer.isAuthentic,
            comparisons: comparer.comparisons, appraiser: self, findings: findings,
            isCompared: comparer.covers(.vbios) && comparer.covers(.driver))
    }

    private func unreadable(_ exhibit: Exhibit, _ reason: String) -> HardwareAppraisal {
        HardwareAppraisal(
            name: exhibit.name, report: nil, isSigned: false, isAuthentic: false, comparisons: [], appraiser: self,
            findings: [finding(.hardwareReportUnreadable, exhibit.name, "report", reason)]
                + chainFindings() + timeFindings() + revocationFindings + manifests.flatMap { $0.findings() },
            isCompared: false)
    }

    /// Whether the chain leads to an anchor that was given.
    var isAnchored: Bool {
        if case .anchored = path { true } else { false }
    }

    /// Whether, of the time of the appraisal, the report counts for nothing because a certificate was taken back. A report
    /// names no time: one that answers a nonce is of now, and no other is kept.
    private var isRevoked: Bool { standings.contains { $0.isRevoked(at: question.moment) } }

    /// What is known of the revocation of all certificates, the device's first.
    public var allStandings: [CertificateStanding] { standings + manifests.flatMap(\.standings) }

    private func chainFindings() -> [Finding] {
        switch path {
        case .anchored: []
        case .ownRoot(let root):
            [
                finding(
                    .hardwareAnchorMissing, "chain", "root",
                    "no anchor was given for devices, and “\(root.subjectCommonName ?? "-")” is the chain's own word")
            ]
        case .refused(let reason): [finding(.hardwareChainRefused, "chain", "certificates", reason)]
        }
    }

    private func timeFindings() -> [Finding] {
        guard question.moment == nil else { return [] }
        return [
            finding(
                .hardwareTimeUnknown, "chain", "validity",
                "no time of appraisal was given, and a report names none: whether certificates were valid is not known")
        ]
    }

    private func freshnessFindings(_ report: HardwareReport, _ name: String) -> [Finding] {
        guard let nonce = question.nonce else {
            return [
                finding(
                    .hardwareFreshnessUnverified, name, "request.nonce",
                    "no nonce was given to compare \(report.request.nonce.hex) with")
            ]
        }
        guard nonce == report.request.nonce else {
            return [
                finding(
                    .hardwareNonceMismatch, name, "request.nonce",
                    "the report answers \(report.request.nonce.hex), and \(nonce.hex) was sent")
            ]
        }
        return []
    }

    private func finding(_ rule: Rule, _ exhibit: String, _ field: String, _ reason: String) -> Finding {
        Finding(rule, chip: nil, evidence: [EvidencePointer(exhibit: exhibit, field: field)], reason: reason)
    }
}
