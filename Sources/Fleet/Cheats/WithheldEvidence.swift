import Agreement
import Appraisal

/// Keeps back the answer to one challenge.
///
/// The piece of the log that it carried is missing for good: a doubt that no later evidence removes.
package struct WithheldEvidence: Cheat {
    package static let fields: [CheatField] = []

    package init(_ entry: CheatEntry) throws(AgreementError) {}

    package var attempt: String { "kept back the chip's answer to the next challenge" }
    package var findings: [Rule] { [.logGap, .late] }

    package func commit(with driver: inout ChipDriver) {
        driver.handover = .nothingOnce
        driver.note("kept back the answer to the next challenge", .done)
    }
}
