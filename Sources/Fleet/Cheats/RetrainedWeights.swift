import Accelerator
import Agreement
import Appraisal
import Attestation

/// Training within the allowance, whose weights are then served in the place of those that were measured.
package struct RetrainedWeights: Cheat {
    package static let fields: [CheatField] = [
        CheatField("model", .trainedModel), CheatField("steps", .count(1...10_000, default: 1)),
    ]
    private let model: Int
    private let name: String
    private let steps: UInt64

    package init(_ entry: CheatEntry) throws(AgreementError) {
        (model, name) = try entry.model()
        steps = try entry.count("steps")
    }

    package var attempt: String { "trained \(name), and served what came of it" }
    package var findings: [Rule] { [.faultUnexplained] }

    package func commit(with driver: inout ChipDriver) {
        guard let pass = driver.pass(model) else { return }
        let step = [
            driver.command(.forward(pass), model), driver.command(.backward(pass, recompute: .none), model),
        ].map { ChipDriver.Piece($0) }
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
