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
            record = try run(fleet.text, under: agreement)
        } catch { return .untried(error.reason) }
        if let notice = notice(of: record, under: agreement, from: 0, through: fleet.deadline) {
            return .noticed(notice)
        }
        let passed = record.passed.reduce(UInt128(0)) { $0.addingOrMost($1.operations) }
        return passed > fleet.goal ? .confirmed(operations: passed) : .short(operations: passed)
    }

    /// Runs a scenario as a suite's is run.
    func run(_ text: String, under agreement: Agreement) throws(AttackFleet.Untried) -> EvidenceRecord {
        let scenario: Scenario
        do { scenario = try ScenarioFile(Array(text.utf8), file: "scenario").scenario(under: agreement) } catch {
            throw AttackFleet.Untried(reason: "no scenario can say it (\(error))")
        }
        do { return try EvidenceRecord(running: scenario, under: agreement) } catch {
            throw AttackFleet.Untried(reason: error.reason)
        }
    }

    func notice(
        of record: EvidenceRecord, under agreement: Agreement, from: UInt64, through last: UInt64
    ) -> Notice? {
        var judgement = Judgement(record, under: agreement, phase: terms.phase)
        for tick in judgement.instants(through: last) where tick >= from {
            guard let appraisal = judgement.appraisal(at: tick), appraisal.verdict != .kept else { continue }
            return Notice(appraisal, at: tick - from)
        }
        return nil
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
