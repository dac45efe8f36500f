import Agreement
import Appraisal
import Silicon

/// Cuts through the mesh around the chip.
///
/// The mesh is a latch that no reset clears: the chip does no more work, and its evidence says why.
package struct OpenedEnclosure: Cheat {
    package static let fields: [CheatField] = []
    static let mesh: UInt32 = 1 << 2

    package init(_ entry: CheatEntry) throws(AgreementError) {}

    package var attempt: String { "cut through the mesh that encloses the chip" }
    package var findings: [Rule] { [.tampered] }

    package func commit(with driver: inout ChipDriver) {
        driver.chip.advance(to: driver.now.tick)
        driver.chip.trip(tamper: OpenedEnclosure.mesh)
        driver.gate = .closed
        let answer = driver.send(.closeInterlock)
        driver.note("cut through the enclosure", answer)
        driver.pause = .licence
    }
}
