import Agreement
import Appraisal
import Fleet

extension EvidenceRecord {
    /// Runs a scenario that a search wrote.
    init(emulating text: String, under agreement: Agreement) throws(AttackFleet.Untried) {
        let scenario: Scenario
        do { scenario = try ScenarioFile(Array(text.utf8), file: "scenario").scenario(under: agreement) } catch {
            throw AttackFleet.Untried(reason: "no scenario can say it (\(error))")
        }
        do { self = try EvidenceRecord(running: scenario, under: agreement) } catch {
            throw AttackFleet.Untried(reason: error.reason)
        }
    }

    /// What is first anything but kept, counted from a tick on; nil where nothing is.
    func notice(
        under agreement: Agreement, phase: String?, from: UInt64, through last: UInt64
    ) -> AttackSearch.Notice? {
        var judgement = Judgement(self, under: agreement, phase: phase)
        for tick in judgement.instants(through: last) where tick >= from {
            guard let appraisal = judgement.appraisal(at: tick), appraisal.verdict != .kept else { continue }
            return AttackSearch.Notice(appraisal, at: tick - from)
        }
        return nil
    }
}
