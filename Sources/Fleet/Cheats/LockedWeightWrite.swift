import Accelerator
import Agreement
import Appraisal

/// Writes at the weights while they are locked for inference, by a transfer from another chip.
package struct LockedWeightWrite: Cheat {
    package static let fields: [CheatField] = [CheatField("model", .permittedModel)]
    let model: Int
    let name: String

    package init(_ entry: CheatEntry) throws(AgreementError) {
        (model, name) = try entry.model()
    }

    package var attempt: String { "opened the interlock for inference and wrote over the locked weights of \(name)" }
    package var findings: [Rule] { [.trainingUnderInference] }

    package func commit(with driver: inout ChipDriver) {
        let load = driver.load(model)
        guard load == .done else {
            driver.note("loaded \(name)", load)
            return
        }
        var cost = Command(
            .sendReceive(sent: 0, received: 1 << 20, repetitions: 1), format: driver.scenario.models[model].format
        ).cost
        cost[.weightBytesWritten] = 1 << 20
        let answer = driver.execute(.sendReceive, cost, for: .inference)
        driver.note("wrote over the locked weights from another chip", answer)
    }
}
