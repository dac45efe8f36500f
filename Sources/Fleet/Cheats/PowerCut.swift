import Agreement
import Appraisal

/// Cuts the power before an attestation, to be rid of the usage log.
///
/// The log's entries are in flash, and the next attestation tells them: the cheat gains nothing and shows nothing.
package struct PowerCut: Cheat {
    package static let fields: [CheatField] = []

    package init(_ entry: CheatEntry) throws(AgreementError) {}

    package var attempt: String { "cut the power before the log was attested" }
    package var findings: [Rule] { [] }

    package func commit(with driver: inout ChipDriver) {
        driver.powerOff()
        driver.powerOn()
        driver.note("cut the power without an attestation", .done)
    }
}
