import Accelerator
import Agreement
import Appraisal

/// Opens the interlock for inference and sends a backward pass: training under another label.
///
/// The interlock knows each command's kind and shuts on the first that trains.
package struct HiddenTraining: Cheat {
    package static let fields: [CheatField] = [CheatField("model", .permittedModel)]
    let model: Int
    let name: String

    package init(_ entry: CheatEntry) throws(AgreementError) {
        (model, name) = try entry.model()
    }

    package var attempt: String { "opened the interlock for inference and sent a backward pass of \(name)" }
    package var findings: [Rule] { [.trainingUnderInference] }

    package func commit(with driver: inout ChipDriver) {
        let plan = driver.scenario.models[model]
        let load = driver.load(model)
        guard load == .done,
            let pass = try? Pass(model: plan.transformer, batch: 1, tokens: 2048, counting: .causal)
        else {
            driver.note("loaded \(name)", load)
            return
        }
        let command = Command(.backward(pass, recompute: .none), format: plan.format)
        let answer = driver.execute(command.kind, command.cost, for: .inference)
        driver.note("sent a backward pass under an inference opening", answer)
    }
}
