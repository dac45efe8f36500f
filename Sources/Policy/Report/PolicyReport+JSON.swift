import Agreement
import Attestation

extension PolicyReport {
    /// For programs.
    package var json: JSONValue {
        let counts = counts
        return .object([
            "holds": .boolean(holds), "passed": .number(counts.passed), "failed": .number(counts.failed),
            "skipped": .number(counts.skipped), "errors": .number(counts.errors),
            "shortfalls": .array(
                shortfalls.map { .object(["suite": .string($0.suite.suite.file), "reason": .string($0.reason)]) }),
            "suites": .array(suites.map(\.json)),
        ])
    }
}

extension SuiteResult {
    fileprivate var json: JSONValue {
        .object([
            "file": .string(suite.file), "name": .string(suite.name), "agreement": .string(suite.agreementFile),
            "digest": .string(suite.tested.agreement.digest.description),
            "cases": .array(cases.map { json(of: $0) }),
            "rules": .array(
                rules.map { .object(["rule": .string($0.rule.id), "covered": .boolean($0.isCovered)]) }),
            "mutation": mutation?.json ?? .null,
        ])
    }

    private func json(of result: CaseResult) -> JSONValue {
        let (status, reason, failures): (String, JSONValue, [CaseResult.Failure]) =
            switch result.outcome {
            case .passed: ("passed", .null, [])
            case .failed(let failures): ("failed", .null, failures)
            case .skipped(let reason): ("skipped", .string(reason), [])
            case .error(let reason): ("error", .string(reason), [])
            }
        return .object([
            "name": .string(result.policyCase.name), "line": .number(result.policyCase.line),
            "tags": .array(result.policyCase.tags.map { .string($0) }), "status": .string(status), "reason": reason,
            "failures": .array(
                failures.map { failure in
                    .object([
                        "line": .number(failure.expectation.line), "column": .number(failure.expectation.column),
                        "subject": .string(failure.expectation.subject),
                        "expected": .string(failure.expectation.expected), "actual": .string(failure.actual),
                        "timeLine": .array(failure.timeLine.map { .string($0) }),
                    ])
                }), "replay": .string(replay(result.policyCase)),
        ])
    }
}

extension MutationResult {
    fileprivate var json: JSONValue {
        .object([
            "mutants": .number(fates.count), "killed": .number(killed), "scorePerTenThousand": .number(score),
            "clauses": .array(
                clauses.map { .object(["clause": .string($0.clause), "covered": .boolean($0.isCovered)]) }),
            "coveragePerTenThousand": .number(coverage),
            "survivors": .array(
                survivors.map { survivor in
                    .object([
                        "clause": .string(survivor.mutant.clause), "change": .string(survivor.mutant.change),
                        "line": survivor.mutant.line.map { .number($0) } ?? .null,
                        "seen": .boolean(survivor.fate != .unseen),
                    ])
                }),
        ])
    }
}
