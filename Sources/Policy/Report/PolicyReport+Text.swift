import Agreement

extension PolicyReport {
    /// For people.
    ///
    /// - Parameter isVerbose: whether cases that passed are listed, too.
    /// - Returns: lines, ending in a line feed.
    package func text(verbose isVerbose: Bool) -> String {
        var lines: [String] = []
        for suite in suites {
            let counts = suite.counts
            lines.append("\(suite.suite.file): \(suite.suite.name)")
            for result in suite.cases { lines += suite.lines(of: result, verbose: isVerbose) }
            lines.append("  " + PolicyReport.summary(counts))
            if suite.suite.isWhole { lines += suite.coverageLines }
            if let mutation = suite.mutation { lines += mutation.lines(explained: suite.suite.survivors) }
            lines.append("")
        }
        for (suite, reason) in shortfalls { lines.append("\(suite.suite.file): \(reason)") }
        lines.append((holds ? "holds: " : isEmpty ? "nothing was run: " : "fails: ") + PolicyReport.summary(counts))
        return lines.joined(separator: "\n") + "\n"
    }

    /// Counts in words; skips are told apart from passes.
    static func summary(_ counts: (passed: Int, failed: Int, skipped: Int, errors: Int)) -> String {
        var parts = ["\(counts.passed) passed", "\(counts.failed) failed"]
        if counts.skipped > 0 { parts.append("\(counts.skipped) skipped") }
        if counts.errors > 0 { parts.append("\(counts.errors) could not be run") }
        return parts.joined(separator: ", ")
    }
}

extension SuiteResult {
    fileprivate func lines(of result: CaseResult, verbose isVerbose: Bool) -> [String] {
        let item = result.policyCase
        switch result.outcome {
        case .passed: return isVerbose ? ["  pass  \(item.name)"] : []
        case .skipped(let reason): return ["  skip  \(item.name): \(reason)"]
        case .error(let reason): return ["  ERROR \(item.name)", "        \(reason)", "        \(replay(item))"]
        case .failed(let failures):
            return ["  FAIL  \(item.name)"] + failures.flatMap { lines(of: $0) } + ["        \(replay(item))"]
        }
    }

    private func lines(of failure: CaseResult.Failure) -> [String] {
        let expectation = failure.expectation
        var lines = [
            "        \(suite.file):\(expectation.line):\(expectation.column): \(expectation.subject)",
            "          expected  \(expectation.expected)", "          got       \(failure.actual)",
        ]
        for (place, change) in failure.timeLine.enumerated() {
            lines.append((place == 0 ? "          time      " : "                    ") + change)
        }
        return lines
    }

    fileprivate var coverageLines: [String] {
        let missing = rules.filter { !$0.isCovered }.map(\.rule.id)
        let count = "rules in force with a finding that is expected: \(rules.count - missing.count) of \(rules.count)"
        return ["  " + count + (missing.isEmpty ? "" : "; not \(missing.joined(separator: ", "))")]
    }
}

extension MutationResult {
    fileprivate func lines(explained: [PolicySuite.Survivor]) -> [String] {
        let clauses = clauses
        let unseen = clauses.filter { !$0.isCovered }.map(\.clause)
        var lines = [
            "  clauses that a case rests on: \(clauses.count - unseen.count) of \(clauses.count), \(Share(coverage))",
            "  mutants that a case notices: \(killed) of \(fates.count), \(Share(score))",
        ]
        for (mutant, fate) in survivors {
            let why = explained.first { $0.clause == mutant.clause }.map { "; \($0.because)" } ?? ""
            let what = fate == .unseen ? "nothing changes" : "something changes, and no case expects otherwise"
            lines.append(
                "  survives  \(mutant.line.map { "line \($0): " } ?? "")\(mutant.clause) \(mutant.change): \(what)\(why)"
            )
        }
        return lines
    }
}
