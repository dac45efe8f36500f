import Appraisal
import Attestation

/// What came of a ticket when it was taken.
enum TicketJudgement {
    /// As the log reads it: verdict, chip and findings.
    static func json(of lineage: Lineage, _ findings: [Finding], trust: TrustStore) -> JSONValue {
        let isBroken = findings.contains { $0.severity == .breach }
        let isOpen = findings.contains { $0.severity == .doubt }
        let verdict: Verdict = isBroken ? .broken : isOpen ? .indeterminate : .kept
        return .object([
            "verdict": .string(verdict.rawValue),
            "chips": .array([.object(["chip": .string(lineage.chip.description)])]),
            "findings": .array(
                findings.map { finding in finding.json(name: finding.chip.flatMap { trust.chips?.name(of: $0) }) }),
        ])
    }
}
