import Agreement
import Appraisal
import Attestation
import Fleet

extension AttackSearch {
    /// Has emulated chips do what a written attack says.
    func confirmation(of attack: AttackScenario) -> AttackResult.Confirmation {
        let fleet: AttackFleet
        let record: EvidenceRecord
        do throws(AttackFleet.Untried) {
            fleet = try AttackFleet(attack, under: agreement, terms, seed: seed)
            record = try EvidenceRecord(emulating: fleet.text, under: agreement)
        } catch { return .untried(error.reason) }
        if let notice = record.notice(under: agreement, phase: terms.phase, from: 0, through: fleet.deadline) {
            return .noticed(notice)
        }
        let passed = record.passed.reduce(UInt128(0)) { $0.addingOrMost($1.operations) }
        return passed > fleet.goal ? .confirmed(operations: passed) : .short(operations: passed)
    }
}

extension AttackSearch.Notice {
    /// What an appraisal that is not kept rests on.
    init(_ appraisal: Appraisal, at tick: UInt64) {
        let rules = appraisal.findings.filter { $0.severity != .note }.map(\.rule)
        self.init(
            verdict: appraisal.verdict,
            rule: rules.first { ($0.severity == .breach) == (appraisal.verdict == .broken) }, tick: tick)
    }
}
