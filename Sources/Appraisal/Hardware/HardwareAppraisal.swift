import Attestation
import Cryptography

/// What came of appraising a hardware report.
public struct HardwareAppraisal: Sendable {
    /// The report's file.
    public let name: String
    /// The report; nil where it can't be read.
    public let report: HardwareReport?
    /// Whether the chain's first key signed it.
    public let isSigned: Bool
    /// Whether, beyond that, the chain leads to an anchor that was given.
    public let isAuthentic: Bool
    /// Each measurement beside what each manifest expects, by index.
    public let comparisons: [MeasurementComparison]
    /// All findings: about chain, report, manifests, measurements.
    public let findings: [Finding]
    /// What was looked at, and what not.
    public let checks: [(check: Check, outcome: Check.Outcome)]
    /// What the findings make of the device: what nothing that was compared speaks for is not affirmed.
    public let vector: TrustVector
    /// Kept only where everything was checked and holds.
    public let verdict: Verdict
    /// What was asked, and what chain and manifests are worth.
    public let appraiser: HardwareAppraiser

    init(
        name: String, report: HardwareReport?, isSigned: Bool, isAuthentic: Bool, comparisons: [MeasurementComparison],
        appraiser: HardwareAppraiser, findings: [Finding], isCompared: Bool
    ) {
        self.name = name
        self.report = report
        self.isSigned = isSigned
        self.isAuthentic = isAuthentic
        self.comparisons = comparisons
        self.appraiser = appraiser
        self.findings = findings
        let verdict = Appraisal.verdict(of: findings)
        // Twice, by findings and by what was done: no finding that somebody forgot makes a report good.
        self.verdict = verdict == .kept && !(isAuthentic && isCompared) ? .indeterminate : verdict
        var vector = TrustVector()
        if isAuthentic {
            vector.worsen(.instanceIdentity, to: 2)
            vector.worsen(.hardware, to: 2)
            if isCompared { vector.worsen(.executables, to: 2) }
        }
        for finding in findings { for effect in finding.rule.effects { vector.worsen(effect.claim, to: effect.value) } }
        self.vector = vector
        checks = HardwareAppraisal.checks(
            findings, isReadable: report != nil, isCompared: isCompared, appraiser.revocationOutcome(findings))
    }

    /// Whether report, a manifest or what tells of revocation could not be read: input that can't be used.
    public var isUnreadable: Bool {
        report == nil || appraiser.manifests.contains(where: \.isUnreadable)
            || appraiser.question.revocation.contains { $0.failure?.isUnreadable == true }
    }

    /// The device's name and serial number, as its certificate says.
    public var device: String { appraiser.question.chain.first?.subjectCommonName ?? "an unnamed device" }

    /// How far the chain leads, in words.
    public var chain: String {
        let count = appraiser.question.chain.count
        let certificates = "\(count) certificate\(count == 1 ? "" : "s")"
        return switch appraiser.path {
        case .anchored(let root): "\(certificates), to the anchor “\(root.subjectCommonName ?? "-")”"
        case .ownRoot(let root):
            "\(certificates), to its own root “\(root.subjectCommonName ?? "-")”: anchor not verified"
        case .refused(let reason): "refused: \(reason)"
        }
    }

    /// Whether a manifest is of the versions and the product that the report names.
    public func applies(_ manifest: ManifestExamination) -> Bool {
        report.map { manifest.applies(to: $0, of: appraiser.product) } ?? false
    }

    /// The result for relying parties (draft-ietf-rats-ear-04); nil where the time is not known.
    public func result(build: String) -> AttestationResult? {
        guard let moment = appraiser.question.moment else { return nil }
        let ceiling: TrustVector.Tier =
            switch verdict {
            case .kept: .affirming
            case .indeterminate: .warning
            case .broken: .contraindicated
            }
        let submodule = AttestationResult.Submodule(
            name: device, vector: vector, isVerified: isAuthentic, ceiling: ceiling,
            nonce: isAuthentic && appraiser.question.nonce == report?.request.nonce ? report?.request.nonce : nil,
            rules: Array(Set(findings.map(\.rule.id))).sorted())
        return AttestationResult(issuedAt: moment, developer: "Interlock", build: build, submodules: [submodule])
    }

    private static func checks(
        _ findings: [Finding], isReadable: Bool, isCompared: Bool, _ revocation: Check.Outcome
    ) -> [(check: Check, outcome: Check.Outcome)] {
        [Check.form, .chain, .signature, .identity, .freshness, .firmware, .revocation].map { check in
            if check == .revocation { return (check, revocation) }
            if findings.contains(where: { $0.rule.check == check && $0.severity != .note }) { return (check, .failed) }
            guard isReadable || check == .form || check == .chain else {
                return (check, .notMade("the report can't be read"))
            }
            guard check != .firmware || isCompared else {
                return (check, .notMade("no trusted manifest of the reported versions"))
            }
            return (check, .held)
        }
    }
}

extension HardwareAppraiser {
    /// What came of asking for revocation: held only where something that is not out of date tells of every certificate.
    func revocationOutcome(_ findings: [Finding]) -> Check.Outcome {
        if findings.contains(where: { $0.rule.check == .revocation }) { return .failed }
        guard !question.revocation.isEmpty else {
            return .notMade("nothing was given that says what is revoked: no list, and no response of OCSP")
        }
        let open = allStandings.filter { !$0.isSettled }
        guard let first = open.first else {
            return allStandings.isEmpty ? .notMade("no chain leads anywhere") : .held
        }
        let others = open.count > 1 ? " and \(open.count - 1) more" : ""
        if case .stale(let reason) = first.status {
            return .notMade("what is known of \(first.name)\(others) is out of date: \(reason)")
        }
        return .notMade("nothing tells of \(first.name)\(others)")
    }
}
