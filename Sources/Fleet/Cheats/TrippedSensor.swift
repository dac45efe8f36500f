import Agreement
import Appraisal
import Silicon

/// Cuts through the mesh around the chip, or glitches its supply or its clock, so that a tamper input sees it.
///
/// Inputs are latches that no reset clears: the chip does no more work, and its evidence says why. What a glitch does that no
/// input sees is for campaigns of faults (`Specs/Glitch.md`).
package struct TrippedSensor: Cheat {
    package static let fields: [CheatField] = []
    private let input: UInt32
    private let deed: String

    package init(_ entry: CheatEntry) throws(AgreementError) {
        (input, deed) =
            switch entry.kind {
            case .voltageGlitch: (1 << 0, "glitched the chip's supply")
            case .clockGlitch: (1 << 1, "glitched the chip's clock")
            default: (1 << 2, "cut through the mesh that encloses the chip")
            }
    }

    package var attempt: String { deed }
    package var findings: [Rule] { [.tampered] }

    package func commit(with driver: inout ChipDriver) {
        driver.keepTime()
        driver.chip.trip(tamper: input)
        driver.gate = .closed
        let answer = driver.send(.closeInterlock)
        driver.note(deed, answer)
        driver.pause = .licence
    }
}
