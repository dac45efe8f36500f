import Fleet

extension PolicyReport {
    /// JUnit's XML, as CI hosts read it: one `testsuite` a file, one `testcase` a case.
    package var junit: String {
        let counts = counts
        var lines = [
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
            "<testsuites name=\"interlock policy test\" tests=\"\(cases)\" failures=\"\(counts.failed)\" "
                + "errors=\"\(counts.errors + shortfalls.count)\">",
        ]
        for suite in suites {
            let counts = suite.counts
            let short = shortfalls.filter { $0.suite.suite.file == suite.suite.file }.map(\.reason)
            lines.append(
                "  <testsuite name=\"\(suite.suite.name.escaped)\" tests=\"\(suite.cases.count + short.count)\" "
                    + "failures=\"\(counts.failed)\" errors=\"\(counts.errors + short.count)\" "
                    + "skipped=\"\(counts.skipped)\">")
            for result in suite.cases { lines += suite.junit(of: result) }
            for reason in short {
                lines += [
                    "    <testcase name=\"\(reason.escaped)\" classname=\"\(suite.suite.file.escaped)\">",
                    "      <error message=\"\(reason.escaped)\" type=\"shortfall\"/>", "    </testcase>",
                ]
            }
            lines.append("  </testsuite>")
        }
        return (lines + ["</testsuites>"]).joined(separator: "\n") + "\n"
    }

    private var cases: Int { suites.reduce(0) { $0 + $1.cases.count } + shortfalls.count }
}

extension SuiteResult {
    fileprivate func junit(of result: CaseResult) -> [String] {
        let open =
            "    <testcase name=\"\(result.policyCase.name.escaped)\" classname=\"\(suite.file.escaped)\""
        let body: [String]
        switch result.outcome {
        case .passed: return [open + "/>"]
        case .skipped(let reason): body = ["      <skipped message=\"\(reason.escaped)\"/>"]
        case .error(let reason): body = ["      <error message=\"\(reason.escaped)\" type=\"error\"/>"]
        case .failed(let failures):
            let text =
                failures.flatMap { failure in
                    ["\(suite.file):\(failure.expectation.line): \(failure.sentence)"] + failure.timeLine
                } + [replay(result.policyCase)]
            body = [
                "      <failure message=\"\((failures.first?.sentence ?? "").escaped)\" type=\"failure\">"
                    + text.joined(separator: "\n").escaped + "</failure>"
            ]
        }
        return [open + ">"] + body + ["    </testcase>"]
    }
}

extension String {
    /// The text as XML takes it in attributes and elements.
    fileprivate var escaped: String { Markup.escape(self).replacing("\n", with: "&#10;") }
}
