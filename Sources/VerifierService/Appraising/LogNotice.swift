import Appraisal
import Attestation

/// What was found about a chip apart from an appraisal of its evidence, as the log reads it: verdict, chip and findings.
struct LogNotice {
    private let chip: ChipID
    private let verdict: Verdict
    private let findings: [Finding]
    private let name: (ChipID) -> String?

    /// What was found when a ticket came.
    init(of lineage: Lineage, _ findings: [Finding], trust: TrustStore) {
        chip = lineage.chip
        verdict = Appraisal.verdict(of: findings)
        self.findings = findings
        name = { trust.chips?.name(of: $0) }
    }

    /// That a chip is silent, which says nothing of what it does.
    init(of silent: SilenceWatch.Silent, _ finding: Finding) {
        chip = silent.chip
        verdict = .indeterminate
        findings = [finding]
        name = { _ in silent.name }
    }

    /// The notice in JSON.
    var json: JSONValue {
        .object([
            "verdict": .string(verdict.rawValue),
            "chips": .array([.object(["chip": .string(chip.description)])]),
            "findings": .array(findings.map { finding in finding.json(name: finding.chip.flatMap(name)) }),
        ])
    }
}
