import Appraisal

/// What came of a case.
package struct CaseResult: Sendable {
    /// An expectation that did not hold.
    package struct Failure: Sendable {
        /// The expectation.
        package let expectation: Expectation
        /// What there was.
        package let actual: String
        /// The verdicts in their course, around the time of the expectation; empty where there is no evidence.
        package let timeLine: [String]
    }

    /// What a recorded expectation met.
    struct Recording: Sendable {
        let expectation: Expectation
        /// In the language of suites, one for each place that may be written anew.
        let values: [String]
        /// Whether that is what was recorded.
        let holds: Bool
    }

    /// What came of it.
    package enum Outcome: Sendable {
        /// Every expectation held.
        case passed
        /// These did not.
        case failed([Failure])
        /// It was not run, for this reason. That is no pass.
        case skipped(String)
        /// It could not be run, for this reason.
        case error(String)
    }

    /// The case.
    package let policyCase: PolicyCase
    /// What came of it.
    package let outcome: Outcome
    /// Rules that an expectation asked for, and that were found.
    let rules: Set<Rule>
    /// What its recorded expectations met, whether they held or not.
    var recordings: [Recording] = []

    /// Whether every expectation held.
    package var hasPassed: Bool {
        if case .passed = outcome { true } else { false }
    }
}
