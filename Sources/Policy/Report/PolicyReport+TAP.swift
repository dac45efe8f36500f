extension PolicyReport {
    /// The Test Anything Protocol, version 14.
    package var tap: String {
        let points = suites.flatMap { suite in suite.cases.map { (suite, $0) } }
        var lines = ["TAP version 14", "1..\(points.count + shortfalls.count)"]
        for (number, (suite, result)) in points.enumerated() {
            let name = "\(number + 1) - \(suite.suite.file): \(result.policyCase.name)".tapped
            switch result.outcome {
            case .passed: lines.append("ok \(name)")
            case .skipped(let reason): lines.append("ok \(name) # SKIP \(reason.tapped)")
            case .error(let reason): lines += ["not ok \(name)", "  ---", "  message: \(reason.quoted)", "  ..."]
            case .failed(let failures):
                lines += ["not ok \(name)", "  ---", "  failures:"]
                for failure in failures {
                    lines += [
                        "    - line: \(failure.expectation.line)",
                        "      subject: \(failure.expectation.subject.quoted)",
                        "      expected: \(failure.expectation.expected.quoted)",
                        "      actual: \(failure.actual.quoted)",
                    ]
                }
                lines += ["  replay: \(suite.replay(result.policyCase).quoted)", "  ..."]
            }
        }
        for (number, (suite, reason)) in shortfalls.enumerated() {
            lines.append("not ok \(points.count + number + 1) - \(suite.suite.file): \(reason)".tapped)
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

extension String {
    /// A description: a number sign would begin a directive.
    fileprivate var tapped: String { replacing("\\", with: "\\\\").replacing("#", with: "\\#") }
}
