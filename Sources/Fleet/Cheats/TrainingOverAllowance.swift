import Accelerator
import Agreement
import Appraisal

/// Trains on after the training allowance is spent.
///
/// What the allowance permits passes; the next opening is refused, and asking again changes nothing.
package struct TrainingOverAllowance: Cheat {
    package static let fields: [CheatField] = [CheatField("model", .trainedModel), CheatField("sequences", .run)]
    /// How often the host asks again.
    static let patience = 4
    let plan: TrainingPlan
    let name: String
    package let findings: [Rule]

    package init(_ entry: CheatEntry) throws(AgreementError) {
        (plan, name) = try entry.run()
        let isRunLonger = entry.limits.run.map { $0.threshold < entry.trainingAllowance } ?? false
        findings = isRunLonger ? [.trainingBeyondRunTried] : [.trainingBeyondAllowanceTried]
    }

    package var attempt: String {
        let tokens = plan.tokensEachStep * UInt64(plan.steps)
        return
            "started to train \(name) on \(Grouped(tokens)) tokens, which is more than its training allowance permits"
    }

    package func commit(with driver: inout ChipDriver) {
        guard
            let run = try? TrainingRun(
                plan, rank: 0, start: driver.now, patience: TrainingOverAllowance.patience)
        else { return }
        driver.training.append((run, driver.cheat))
    }
}
