import Attestation
import Cryptography

/// What came of appraising a set of evidence.
public struct Appraisal: Sendable {
    /// Whether the agreement is kept.
    public let verdict: Verdict
    /// Which signatures evidence and licences had to bear.
    public let signatures: Question.Signatures
    /// All findings: those about no known chip, then chip by chip, each in the order of its history, then of rules.
    public let findings: [Finding]
    /// The chips, in the order of the register, then of identifiers.
    public let chips: [ChipAppraisal]
    /// What is known of each chip now.
    public let ledger: LedgerView
    /// The tick up to which silence was judged; nil where nothing names a time.
    public let horizon: UInt64?
    /// The exhibits that are no chip's word, with the trust vector of each.
    public let disowned: [(exhibit: String, vector: TrustVector)]
    /// How many exhibits there were.
    public let exhibitCount: Int
    /// How many could not be read.
    public let unreadableCount: Int

    /// The verdict that findings alone give: a breach breaks, a doubt leaves open.
    public static func verdict(of findings: [Finding]) -> Verdict {
        if findings.contains(where: { $0.severity == .breach }) { return .broken }
        return findings.contains { $0.severity == .doubt } ? .indeterminate : .kept
    }
}

extension Appraisal {
    /// The result for relying parties: status and trust vector of each chip (draft-ietf-rats-ear-04).
    ///
    /// Evidence that is no chip's word is listed by the name of its exhibit.
    ///
    /// - Parameters:
    ///   - moment: the time of the appraisal.
    ///   - build: the verifier's version.
    /// - Returns: claims that are not signed.
    public func result(issuedAt moment: UTCSeconds, build: String) -> AttestationResult {
        let chips = chips.map { chip in
            AttestationResult.Submodule(
                name: chip.name, vector: chip.vector, isVerified: chip.evidenceCount > 0, ceiling: chip.verdict.tier,
                nonce: chip.isFresh ? chip.latest?.nonce : nil,
                rules: Array(Set(chip.findings.map(\.rule.id))).sorted())
        }
        let disowned = disowned.map { exhibit, vector in
            let rules = findings.filter { $0.chip == nil && $0.evidence.contains { $0.exhibit == exhibit } }
            return AttestationResult.Submodule(
                name: exhibit, vector: vector, isVerified: false, ceiling: .contraindicated, nonce: nil,
                rules: Array(Set(rules.map(\.rule.id))).sorted())
        }
        return AttestationResult(
            issuedAt: moment, developer: "Interlock", build: build, submodules: chips + disowned)
    }
}

extension Verdict {
    /// The best status that a result may give.
    fileprivate var tier: TrustVector.Tier {
        switch self {
        case .kept: .affirming
        case .indeterminate: .warning
        case .broken: .contraindicated
        }
    }
}
