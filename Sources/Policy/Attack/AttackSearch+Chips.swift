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
            record = try run(fleet.text)
        } catch { return .untried(error.reason) }
        if let notice = notice(of: record, from: 0, through: fleet.deadline) { return .noticed(notice) }
        let passed = record.passed.reduce(UInt128(0)) { $0.addingOrMost($1.operations) }
        return passed > fleet.goal ? .confirmed(operations: passed) : .short(operations: passed)
    }

    /// Has an emulated chip beside an honest one try each cheat of the library.
    func cheats() -> [AttackResult.CheatOutcome] {
        let fleet: CheatFleet
        do throws(AttackFleet.Untried) {
            fleet = try CheatFleet(under: agreement, terms, seed: seed)
            // What honest chips are suspected of is no cheat's.
            if let notice = notice(of: try run(fleet.text(nil)), from: 0, through: fleet.duration) {
                throw AttackFleet.Untried(
                    reason: "honest chips are suspected: \(notice.rule?.id ?? notice.verdict.rawValue)")
            }
        } catch { return CheatKind.allCases.map { .init(name: $0.rawValue, kind: .untried(error.reason)) } }
        return CheatKind.allCases.map { .init(name: $0.rawValue, kind: outcome(of: $0, in: fleet)) }
    }

    private func outcome(of cheat: CheatKind, in fleet: CheatFleet) -> AttackResult.CheatOutcome.Kind {
        let record: EvidenceRecord
        do { record = try run(fleet.text(cheat)) } catch { return .untried(error.reason) }
        if let notice = notice(of: record, from: fleet.time, through: fleet.duration) { return .noticed(notice) }
        let gained = record.gained(under: agreement, phase: terms.phase)
        return gained > 0 ? .unnoticed(gained: gained) : .harmless
    }

    /// Runs a scenario as a suite's is run.
    private func run(_ text: String) throws(AttackFleet.Untried) -> EvidenceRecord {
        let scenario: Scenario
        do { scenario = try ScenarioFile(Array(text.utf8), file: "scenario").scenario(under: agreement) } catch {
            throw AttackFleet.Untried(reason: "no scenario can say it (\(error))")
        }
        do { return try EvidenceRecord(running: scenario, under: agreement) } catch {
            throw AttackFleet.Untried(reason: error.reason)
        }
    }

    private func notice(of record: EvidenceRecord, from: UInt64, through last: UInt64) -> Notice? {
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
