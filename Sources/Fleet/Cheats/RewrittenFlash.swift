import Accelerator
import Agreement
import Appraisal
import Attestation
import ChipABI
import Silicon

/// Writes the flash from outside, with a programmer clipped to it: an older copy of all of it, an empty log, other firmware.
package struct RewrittenFlash: Cheat {
    package static let fields: [CheatField] = [CheatField("model", .permittedModel)]
    private let kind: CheatKind
    private let model: Int

    package init(_ entry: CheatEntry) throws(AgreementError) {
        kind = entry.kind
        model = try entry.model().place
    }

    package var attempt: String {
        switch kind {
        case .rolledBackFlash: "computed, and put the flash back to what it held before"
        case .erasedLog: "installed its licence a second time, and erased the log's pages in flash"
        default: "wrote its own code over the firmware in flash"
        }
    }
    package var findings: [Rule] {
        switch kind {
        case .rolledBackFlash:
            [
                .meterWentBack, .counterWentBack, .timeWentBack, .historyForked, .faultUnexplained, .logIndexReused,
            ]
        case .erasedLog: [.logGap]
        default: [.late]
        }
    }

    package func commit(with driver: inout ChipDriver) {
        let page = Flash.pageSize
        switch kind {
        case .rolledBackFlash:
            driver.close()
            let before = driver.chip.state.flash
            guard let pass = driver.pass(model) else { return }
            let prompt = ChipDriver.Piece(driver.command(.forward(pass), model), callingIt: .prefill)
            driver.labour(
                [prompt], times: 8, with: model, for: .inference, isForbidden: false, "computed under its licence")
            let parts = (0..<Flash.pageCount).map { number in
                let offset = UInt32(number * page)
                let words = stride(from: 0, to: UInt32(page), by: 4).map { before.load(offset + $0) }
                return (offset: offset, bytes: words.flatMap(RewrittenFlash.bytes))
            }
            driver.reprogram("put the flash back to what it held before", parts)
            tryAgain(&driver)
        case .erasedLog:
            let pages = Int(MemoryMap.logPages) * page
            if let licence = driver.licence {
                let answer = driver.send(
                    .installLicence, driver.world.installation(licence: licence, on: driver.number))
                driver.note("installed its licence a second time, which the chip logs", answer)
            }
            driver.reprogram(
                "erased the log's pages", [(MemoryMap.logOffset, [UInt8](repeating: 0xff, count: pages))])
            tryAgain(&driver)
        default:
            // Jumps to itself, in the middle of the code.
            let loop = [UInt8](repeating: 0, count: page).indices.map { UInt8([0x6f, 0, 0, 0][$0 % 4]) }
            driver.reprogram("wrote its own code over the firmware", [(UInt32(8 * page), loop)])
        }
    }

    /// Whether the chip serves afterwards.
    private func tryAgain(_ driver: inout ChipDriver) {
        let load = driver.load(model)
        let answer = load == .done ? driver.open(.inference) : load
        driver.note("asked for an opening afterwards", answer)
        driver.close()
    }

    private static func bytes(_ word: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
    }
}
