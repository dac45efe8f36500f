import Agreement
import Appraisal
import Silicon

/// Has a permitted model measured, then loads another one over it before it asks for an opening.
package struct SwappedWeights: Cheat {
    package static let fields: [CheatField] = [
        CheatField("permitted", .permittedModel), CheatField("model", .unlistedModel),
    ]
    let permitted: Int
    let model: Int
    let name: String

    package init(_ entry: CheatEntry) throws(AgreementError) {
        permitted = try entry.model("permitted").place
        (model, name) = try entry.model()
    }

    package var attempt: String { "had a permitted model measured, and loaded \(name) over it afterwards" }
    package var findings: [Rule] { [.faultUnexplained] }

    package func commit(with driver: inout ChipDriver) {
        let load = driver.load(permitted)
        guard load == .done else {
            driver.note("loaded the permitted model", load)
            return
        }
        driver.write(model)
        let answer = driver.open(.inference)
        driver.note("asked for an opening with \(name) where the permitted model had been", answer)
        driver.close()
    }
}
