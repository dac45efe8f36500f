import Agreement
import Appraisal
import Silicon

/// Offers the chip other firmware as an update: changed after it was signed, or signed and too old.
package struct OtherFirmware: Cheat {
    package static let fields: [CheatField] = []
    private let isOld: Bool

    package init(_ entry: CheatEntry) throws(AgreementError) { isOld = entry.kind == .downgradedFirmware }

    package var attempt: String {
        isOld
            ? "offered the chip the firmware that came before, signed by all"
            : "offered the chip firmware with changed code"
    }
    package var findings: [Rule] { [isOld ? .forgedImageTried : .faultUnexplained] }

    package func commit(with driver: inout ChipDriver) {
        driver.close()
        driver.keepTime()
        var image = isOld ? driver.world.oldImage : driver.world.image
        if !isOld { image[image.count - 64] ^= 1 }
        do throws(Chip.Refusal) {
            try driver.chip.update(image)
            driver.powerOff()
            driver.powerOn()
            driver.note(attempt, .done)
        } catch {
            driver.note(attempt, error.answer)
        }
    }
}
