import Agreement
import Appraisal

/// What came of a suite.
package struct SuiteResult: Sendable {
    /// The suite.
    package let suite: PolicySuite
    /// The cases, in their order.
    package let cases: [CaseResult]
    /// What came of weakening each clause; nil where that was not asked for, or a case failed.
    package let mutation: MutationResult?

    /// How many cases passed, failed, were skipped, and could not be run.
    package var counts: (passed: Int, failed: Int, skipped: Int, errors: Int) {
        var counts = (passed: 0, failed: 0, skipped: 0, errors: 0)
        for result in cases {
            switch result.outcome {
            case .passed: counts.passed += 1
            case .failed: counts.failed += 1
            case .skipped: counts.skipped += 1
            case .error: counts.errors += 1
            }
        }
        return counts
    }

    /// Rules that carry out the agreement, or that it names, each with whether a case that passed expects a finding of it.
    package var rules: [(rule: Rule, isCovered: Bool)] {
        let covered = cases.filter(\.hasPassed).reduce(into: Set<Rule>()) { $0.formUnion($1.rules) }
        return suite.tested.agreement.rulesInForce.map { ($0, covered.contains($0)) }
    }
}

/// What came of weakening each clause of an agreement.
package struct MutationResult: Sendable {
    /// What became of a mutant.
    package enum Fate: Hashable, Sendable {
        /// A case fails: the first of them.
        case killed(by: String)
        /// No case fails, though one sees something else than before.
        case unexpected
        /// No case sees a difference.
        case unseen
    }

    /// The mutants, in the order of the form, each with its fate.
    package let fates: [(mutant: Mutant, fate: Fate)]
    /// Clauses that are said to survive, and do not.
    package let wronglyExplained: [PolicySuite.Survivor]

    /// How many mutants a case notices.
    package var killed: Int {
        fates.count {
            if case .killed = $0.fate { true } else { false }
        }
    }

    /// The share of mutants that a case notices, in hundredths of a per cent, rounded down; all where there are none.
    package var score: Int { fates.isEmpty ? 10_000 : killed * 10_000 / fates.count }

    /// The clauses, each with whether a case sees any difference when it changes.
    package var clauses: [(clause: String, isCovered: Bool)] {
        var order: [String] = []
        var covered: [String: Bool] = [:]
        for (mutant, fate) in fates {
            if covered[mutant.clause] == nil { order.append(mutant.clause) }
            covered[mutant.clause] = covered[mutant.clause] ?? false || fate != .unseen
        }
        return order.map { ($0, covered[$0] ?? false) }
    }

    /// The share of clauses that are covered, in hundredths of a per cent, rounded down; all where there are none.
    package var coverage: Int {
        let clauses = clauses
        return clauses.isEmpty ? 10_000 : clauses.count { $0.isCovered } * 10_000 / clauses.count
    }

    /// The mutants that no case notices.
    package var survivors: [(mutant: Mutant, fate: Fate)] {
        fates.filter {
            if case .killed = $0.fate { false } else { true }
        }
    }
}

extension Agreement {
    /// Rules by which the verifier carries out the agreement's own terms, and those that the agreement names.
    var rulesInForce: [Rule] {
        let own: [Rule] = [
            .licenceNotOfParties, .modelNotPermitted, .late, .licenceOfOtherAgreement, .agreementAllowanceExceeded,
            .agreementTrainingExceeded, .licenceBeyondAgreement,
        ]
        let names =
            consequences.map(\.finding) + escrow.flatMap(\.forfeitedOn) + phases.flatMap { $0.back?.findings ?? [] }
        let named = names.compactMap { name -> Rule? in
            if case .rule(let rule) = name { rule } else { nil }
        }
        return Set(own + named).sorted()
    }
}
