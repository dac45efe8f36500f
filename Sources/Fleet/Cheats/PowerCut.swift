import Appraisal

/// Cuts the power before an attestation, so that the usage log held in RAM is lost.
///
/// The chain of the log is in flash: what is lost is seen to be missing.
package struct PowerCut: Cheat {
    package static let fields: [String] = []

    package var attempt: String { "cut the power before the log was attested" }
    package var findings: [Rule] { [.logGap] }

    package func commit(with driver: inout ChipDriver) {
        driver.powerOff()
        driver.powerOn()
        driver.note("cut the power without an attestation", .done)
    }
}
