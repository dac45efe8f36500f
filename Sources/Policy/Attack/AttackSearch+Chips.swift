import Agreement
import Appraisal
import Attestation
import Fleet

extension AttackSearch {
    /// Has emulated chips do what a written attack says.
    func confirmation(of attack: AttackScenario) throws(CaseFailure) -> AttackResult.Confirmation {
        let fleet: AttackFleet
        do { fleet = try AttackFleet(attack, under: agreement, terms, seed: seed) } catch {
            return .untried(error.reason)
        }
        let record = try run(fleet.text)
        if let notice = notice(of: record, from: 0, through: fleet.deadline) { return .noticed(notice) }
        let passed = record.passed.reduce(UInt128(0)) { $0.addingOrMost($1.operations) }
        return passed > fleet.goal ? .confirmed(operations: passed) : .short(operations: passed)
    }

    /// Has an emulated chip beside an honest one try each cheat of the library.
    func cheats() throws(CaseFailure) -> [AttackResult.CheatOutcome] {
        let fleet: CheatFleet
        do { fleet = try CheatFleet(under: agreement, terms, seed: seed) } catch {
            return CheatKind.allCases.map { .init(name: $0.rawValue, kind: .untried(error.reason)) }
        }
        // What honest chips are suspected of is no cheat's.
        if let notice = notice(of: try run(fleet.text(nil)), from: 0, through: fleet.duration) {
            let reason = "honest chips are suspected: \(notice.rule?.id ?? notice.verdict.rawValue)"
            return CheatKind.allCases.map { .init(name: $0.rawValue, kind: .untried(reason)) }
        }
        var outcomes: [AttackResult.CheatOutcome] = []
        for cheat in CheatKind.allCases {
            let record = try run(fleet.text(cheat))
            let gained = record.gained(under: agreement, phase: terms.phase)
            let kind: AttackResult.CheatOutcome.Kind =
                if let notice = notice(of: record, from: fleet.time, through: fleet.duration) {
                    .noticed(notice)
                } else if gained > 0 { .unnoticed(gained: gained) } else { .harmless }
            outcomes.append(.init(name: cheat.rawValue, kind: kind))
        }
        return outcomes
    }

    /// Runs a scenario as a suite's is run.
    private func run(_ text: String) throws(CaseFailure) -> EvidenceRecord {
        let scenario: Scenario
        do { scenario = try ScenarioFile(Array(text.utf8), file: "attack").scenario(under: agreement) } catch {
            throw CaseFailure(reason: "an attack can't be written as a scenario (\(error))")
        }
        return try EvidenceRecord(running: scenario, under: agreement)
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
