import Agreement
import Appraisal

/// Copies all that the chip's fuses, counters and flash hold into another one, which takes a decapped chip and a probe
/// station, and computes with the copy under the same licence.
///
/// Evidence shows it as soon as both have answered. A copy that never answers is not seen.
package struct CopiedChip: Cheat {
    package static let fields: [CheatField] = [
        CheatField("model", .permittedModel), CheatField("passes", .count(1...10_000, default: 8)),
    ]
    private let answers: Bool
    private let model: Int
    private let name: String
    private let passes: UInt64

    package init(_ entry: CheatEntry) throws(AgreementError) {
        answers = entry.kind == .clonedChip
        (model, name) = try entry.model()
        passes = try entry.count("passes")
    }

    package var attempt: String {
        "copied the chip with its keys, and ran \(name) on the copy"
            + (answers ? ", which answers the next challenge" : ", which answers no challenge")
    }
    package var findings: [Rule] { answers ? [.logIndexReused, .counterWentBack, .meterWentBack] : [] }

    package func commit(with driver: inout ChipDriver) {
        driver.close()
        let twin = driver.copied()
        guard let pass = driver.pass(model) else { return }
        let (model, passes) = (model, passes)
        driver.on(twin) { driver in
            let prompt = ChipDriver.Piece(driver.command(.forward(pass), model), callingIt: .prefill)
            driver.labour(
                [prompt], times: passes, with: model, for: .inference, isForbidden: true, "computed on the copy")
            driver.close()
        }
        if answers { driver.handover = .other(twin) }
    }
}
