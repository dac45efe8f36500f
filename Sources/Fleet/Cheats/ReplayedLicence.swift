import Agreement
import Appraisal

/// Installs a licence again that the chip has taken already, to get its allowance a second time.
///
/// The chip has burnt the licence's sequence into a counter that only rises.
package struct ReplayedLicence: Cheat {
    package static let fields: [CheatField] = [CheatField("licence", .ownLicence)]
    let licence: Int
    let sequence: UInt64

    package init(_ entry: CheatEntry) throws(AgreementError) {
        (licence, sequence) = try entry.licence()
    }

    package var attempt: String { "installed licence \(sequence) a second time, to get its allowance again" }
    package var findings: [Rule] { [.replayedLicenceTried] }

    package func commit(with driver: inout ChipDriver) {
        let request = driver.world.installation(licence: licence, on: driver.number)
        let answer = driver.send(.installLicence, request)
        driver.note("installed licence \(sequence) a second time", answer)
    }
}
