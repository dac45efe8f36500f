import Appraisal

/// A finding that a scenario expects: its rule, its chip and how often.
package struct ExpectedFinding: Hashable, Sendable {
    /// The rule.
    package let rule: Rule
    /// The chip, by number; nil for a finding about the fleet.
    package let chip: Int?
    /// How often.
    package let count: Int

    /// An expectation.
    package init(rule: Rule, chip: Int?, count: Int) {
        self.rule = rule
        self.chip = chip
        self.count = count
    }
}
