import Appraisal
import Attestation

/// Findings that a scenario expects and that were not made, and the other way round.
package struct FindingsDifference: Hashable, Sendable {
    /// A finding with how often it is missing or too many.
    package typealias Item = ExpectedFinding

    /// Expected and not made, in the order of chips and rules.
    package private(set) var missing: [Item] = []
    /// Made and not expected.
    package private(set) var unexpected: [Item] = []

    /// Whether there is none.
    package var isEmpty: Bool { missing.isEmpty && unexpected.isEmpty }

    /// Compares findings by rule and chip.
    init(expected: [ExpectedFinding], found: [Finding], chips: [ChipID]) {
        let numbers = Dictionary(zip(chips, chips.indices)) { first, _ in first }
        var balance: [Key: Int] = [:]
        for item in expected { balance[Key(chip: item.chip ?? -1, rule: item.rule), default: 0] -= item.count }
        for finding in found {
            balance[Key(chip: finding.chip.flatMap { numbers[$0] } ?? -1, rule: finding.rule), default: 0] += 1
        }
        for (key, count) in balance.sorted(by: { $0.key < $1.key }) where count != 0 {
            let item = ExpectedFinding(rule: key.rule, chip: key.chip < 0 ? nil : key.chip, count: abs(count))
            if count < 0 { missing.append(item) } else { unexpected.append(item) }
        }
    }

    private struct Key: Hashable, Comparable {
        let chip: Int
        let rule: Rule

        static func < (left: Key, right: Key) -> Bool { (left.chip, left.rule) < (right.chip, right.rule) }
    }
}
