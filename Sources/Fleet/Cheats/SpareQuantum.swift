import Agreement
import Appraisal

/// Opens the interlock just before a licence ends, and would compute through that opening when it has ended.
///
/// The interlock shuts with the licence; asking for another opening is refused.
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
    private let endsSoon: Bool

    package init(_ entry: CheatEntry) throws(AgreementError) {
        licence = try entry.licence().place
        (model, name) = try entry.model()
        passes = try entry.count("passes")
        let end = entry.plan(ofLicence: licence).ticks.upperBound
        endsSoon =
            end > entry.tick + SpareQuantum.lead
            && end - entry.tick < ChipDriver.longestOpening / HostTime.nanosecondsEachTick
    }

    package var attempt: String { "opened the interlock just before its licence ended, and ran \(name) when it had" }
    package var findings: [Rule] { endsSoon ? [.ordinaryRefusal] : [] }

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
