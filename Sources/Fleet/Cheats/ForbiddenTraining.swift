import Accelerator
import Agreement
import Appraisal
import Attestation

/// Training within the allowance that the agreement forbids all the same: on excluded data, or a part of a run that is
/// beyond the threshold of one run with its other parts.
///
/// Chips meter training and read no data; nor do they know which run a step belongs to.
package struct ForbiddenTraining: Cheat {
    package static let fields: [CheatField] = [
        CheatField("model", .trainedModel), CheatField("steps", .count(1...10_000, default: 4)),
    ]
    private let kind: CheatKind
    private let model: Int
    private let name: String
    private let steps: UInt64

    package init(_ entry: CheatEntry) throws(AgreementError) {
        kind = entry.kind
        (model, name) = try entry.model()
        steps = try entry.count("steps")
    }

    package var attempt: String {
        switch kind {
        case .splitRun:
            "trained \(name) in parts that are runs of their own by name, each from where the one before ended"
        case .relabelledData: "trained \(name) on data that is excluded, and called it permitted"
        default: "trained \(name), and served what came of it"
        }
    }
    package var findings: [Rule] { kind == .retrainedWeights ? [.faultUnexplained] : [] }

    package func commit(with driver: inout ChipDriver) {
        guard let pass = driver.pass(model) else { return }
        let step = [
            driver.command(.forward(pass), model), driver.command(.backward(pass, recompute: .none), model),
        ].map { ChipDriver.Piece($0) }
        guard kind == .retrainedWeights else {
            // One part is within the threshold of a run.
            if kind == .splitRun {
                driver.labour(step, times: 1, with: model, for: .training, isForbidden: false, "trained the first part")
            }
            driver.labour(
                step, times: kind == .splitRun ? max(1, steps) - 1 : steps, with: model, for: .training,
                isForbidden: true, attempt)
            driver.close()
            return
        }
        var update = Counters()
        update[.weightBytesWritten] = UInt128(driver.scenario.models[model].byteCount)
        update[.vectorOperations(.fp32)] = 1_000_000
        driver.labour(
            step, times: steps, with: model, for: .training, isForbidden: false, "trained \(name) within the allowance")
        let written = driver.execute(.optimiserStep, update, for: .training)
        driver.note("wrote the new weights", written)
        driver.close()
        let answer = driver.open(.inference)
        driver.note("asked for an opening to serve what was trained", answer)
        driver.close()
        driver.loaded = nil
    }
}
