import Agreement
import Appraisal
import Attestation

/// Feeds the chip a slow clock that no tamper input sees, so that licences last longer.
package struct SlowedClock: Cheat {
    package static let fields: [CheatField] = [CheatField("factor", .count(2...1_000_000, default: 4))]
    private let factor: UInt64

    package init(_ entry: CheatEntry) throws(AgreementError) { factor = try entry.count("factor") }

    package var attempt: String { "slowed down the chip's clock by a factor of \(factor)" }
    package var findings: [Rule] { [.stale] }

    package func commit(with driver: inout ChipDriver) {
        driver.slowClock = (driver.now.tick, factor)
        driver.note(attempt, .done)
    }
}
