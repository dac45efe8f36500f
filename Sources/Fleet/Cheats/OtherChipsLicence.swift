import Agreement
import Appraisal

/// Installs a genuine licence that was issued for other chips.
package struct OtherChipsLicence: Cheat {
    package static let fields: [CheatField] = [CheatField("licence", .othersLicence)]
    let licence: Int
    let sequence: UInt64

    package init(_ entry: CheatEntry) throws(AgreementError) {
        (licence, sequence) = try entry.licence()
    }

    package var attempt: String { "installed licence \(sequence), which is for other chips" }
    package var findings: [Rule] { [.otherChipsLicenceTried] }

    package func commit(with driver: inout ChipDriver) {
        let request = driver.world.installation(licence: licence, on: driver.number)
        let answer = driver.send(.installLicence, request)
        driver.note("installed licence \(sequence), which is for other chips", answer)
    }
}
