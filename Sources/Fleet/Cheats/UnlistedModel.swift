import Agreement
import Appraisal

/// Loads a model that no licence of the chip permits, and asks for an opening.
///
/// The hashing loader measures the weights, the firmware finds them on no list. Cost to the cheat: the chip's work from
/// then on, until a permitted model is loaded.
package struct UnlistedModel: Cheat {
    package static let fields: [CheatField] = [CheatField("model", .unlistedModel)]
    let model: Int
    let name: String

    package init(_ entry: CheatEntry) throws(AgreementError) {
        (model, name) = try entry.model()
    }

    package var attempt: String { "loaded \(name), which its licence does not list, and tried to run it" }
    package var findings: [Rule] { [.unlistedModelTried] }

    package func commit(with driver: inout ChipDriver) {
        let load = driver.load(model)
        driver.note("loaded the weights of \(name) and had them measured", load)
        let open = driver.open(.inference)
        driver.note("asked for an opening to run \(name)", open)
        driver.close()
    }
}
