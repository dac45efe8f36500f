import Agreement
import Appraisal
import Cryptography

/// Brings weights onto the chip that are not what they are called: trained elsewhere, or never measured.
package struct OtherWeights: Cheat {
    package static let fields: [CheatField] = [CheatField("model", .permittedModel)]
    private let isMeasured: Bool
    private let model: Int
    private let name: String

    package init(_ entry: CheatEntry) throws(AgreementError) {
        (model, name) = try entry.model()
        isMeasured = entry.kind == .importedCheckpoint
    }

    package var attempt: String {
        isMeasured
            ? "loaded weights that were trained elsewhere as if they were \(name)"
            : "loaded \(name), and asked for an opening without having it measured"
    }
    package var findings: [Rule] { isMeasured ? [.unlistedModelTried] : [] }

    package func commit(with driver: inout ChipDriver) {
        driver.close()
        let plan = driver.scenario.models[model]
        if isMeasured {
            let digest = Digest384(hashing: Array((plan.descriptor + "trained elsewhere\n").utf8))
            driver.write(digest, plan.byteCount)
            driver.note("loaded weights of unknown origin and had them measured", driver.send(.measureModel))
        } else {
            driver.write(model)
        }
        let answer = driver.open(.inference)
        driver.note("asked for an opening", answer)
        driver.close()
    }
}
