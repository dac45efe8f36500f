/// What came of some suites, for the reporters.
package struct PolicyReport: Sendable {
    /// What the run must reach, in hundredths of a per cent.
    package struct Floor: Hashable, Sendable {
        /// Of the clauses.
        package let coverage: Int?
        /// Of the mutants.
        package let score: Int?

        /// Floors; nil for none.
        package init(coverage: Int?, score: Int?) {
            self.coverage = coverage
            self.score = score
        }
    }

    /// The suites, in the order of their files.
    package let suites: [SuiteResult]
    /// What the run must reach.
    package let floor: Floor

    /// A report.
    package init(_ suites: [SuiteResult], floor: Floor) {
        self.suites = suites
        self.floor = floor
    }

    /// How many cases of all suites passed, failed, were skipped, and could not be run.
    package var counts: (passed: Int, failed: Int, skipped: Int, errors: Int) {
        suites.map(\.counts).reduce(into: (passed: 0, failed: 0, skipped: 0, errors: 0)) { sum, next in
            sum.passed += next.passed
            sum.failed += next.failed
            sum.skipped += next.skipped
            sum.errors += next.errors
        }
    }

    /// Whether nothing ran: a skip is no run.
    package var isEmpty: Bool { counts.passed + counts.failed + counts.errors == 0 }

    /// Suites whose coverage or score is below the floor, with why.
    package var shortfalls: [(suite: SuiteResult, reason: String)] {
        suites.flatMap { suite -> [(suite: SuiteResult, reason: String)] in
            guard let mutation = suite.mutation else { return [] }
            var all: [(suite: SuiteResult, reason: String)] = []
            if let least = floor.coverage, mutation.coverage < least {
                all.append((suite, "clause coverage \(Share(mutation.coverage)) is below \(Share(least))"))
            }
            if let least = floor.score, mutation.score < least {
                all.append((suite, "mutation score \(Share(mutation.score)) is below \(Share(least))"))
            }
            for explained in mutation.wronglyExplained {
                all.append((suite, "\(explained.clause) is said to survive, and does not: take it out of survivors"))
            }
            return all
        }
    }

    /// Whether every case passed or was skipped, something ran, and the floors are reached.
    package var holds: Bool {
        counts.failed == 0 && counts.errors == 0 && !isEmpty && shortfalls.isEmpty
    }
}

/// Hundredths of a per cent, as people read them: `97.50 %`.
struct Share: CustomStringConvertible {
    private let value: Int

    init(_ value: Int) { self.value = value }

    var description: String {
        let rest = String(value % 100)
        return "\(value / 100).\(rest.count < 2 ? "0" : "")\(rest) %"
    }
}

extension CaseResult.Failure {
    /// Expected against actual, in one line.
    var sentence: String { "\(expectation.subject): expected \(expectation.expected), got \(actual)" }
}

extension SuiteResult {
    /// The command that runs one case alone.
    func replay(_ policyCase: PolicyCase) -> String {
        "interlock policy test \(suite.file.shellQuoted) --case \(policyCase.name.shellQuoted)"
    }
}

extension String {
    /// The text as one word of a shell.
    var shellQuoted: String {
        let plain =
            !isEmpty
            && unicodeScalars.allSatisfy { scalar in
                scalar.isASCII
                    && (scalar.properties.isAlphabetic || "0123456789-_./:@%+=,".unicodeScalars.contains(scalar))
            }
        return plain ? self : "'" + replacing("'", with: "'\\''") + "'"
    }
}
