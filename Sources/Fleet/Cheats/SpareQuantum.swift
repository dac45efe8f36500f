import Agreement
import Appraisal

/// Opens the interlock just before a licence ends, and computes through that opening when it has ended.
///
/// An opening is bounded by its quantum, by the firmware's watchdog, and by nothing else.
package struct SpareQuantum: Cheat {
    package static let fields: [CheatField] = [
        CheatField("licence", .endingLicence), CheatField("model", .permittedModel),
        CheatField("passes", .count(1...10_000, default: 8)),
    ]
    /// How long before the end it opens, in ticks.
    private static let lead: UInt64 = 2
    private let licence: Int
    private let model: Int
    private let name: String
    private let passes: UInt64

    package init(_ entry: CheatEntry) throws(AgreementError) {
        licence = try entry.licence().place
        (model, name) = try entry.model()
        passes = try entry.count("passes")
    }

    package var attempt: String { "opened the interlock just before its licence ended, and ran \(name) when it had" }
    package var findings: [Rule] { [] }

    package func commit(with driver: inout ChipDriver) {
        let end = driver.scenario.licences[licence].ticks.upperBound
        // No host waits longer here than an opening lasts.
        let wait = ChipDriver.longestOpening / HostTime.nanosecondsEachTick
        guard end > driver.now.tick + SpareQuantum.lead, end - driver.now.tick < wait, let pass = driver.pass(model)
        else {
            driver.note("found that its licence does not end soon", .done)
            return
        }
        let load = driver.load(model)
        driver.now = max(driver.now, HostTime(tick: end - SpareQuantum.lead))
        let open = load == .done ? driver.open(.inference) : load
        driver.note("opened the interlock just before the licence's end", open)
        guard open == .done else { return }
        driver.now = max(driver.now, HostTime(tick: end + 1))
        driver.keepTime()
        let prompt = ChipDriver.Piece(driver.command(.forward(pass), model), callingIt: .prefill)
        driver.labour(
            [prompt], times: passes, with: model, for: .inference, isForbidden: false, "computed when it had ended")
        driver.close()
    }
}
