import Attestation

extension PolicyReport {
    /// SARIF 2.1.0: one run, one result a failure, for code scanning.
    ///
    /// - Parameter version: the program's version.
    /// - Returns: the log file's one object.
    package func sarif(version: String) -> JSONValue {
        let rules = [
            ("policy-failure", "An expectation of a policy test does not hold"),
            ("policy-error", "A policy test could not be run"),
            ("policy-shortfall", "The coverage or mutation score of a suite is below its floor"),
        ]
        return .object([
            "$schema": .string("https://json.schemastore.org/sarif-2.1.0.json"), "version": .string("2.1.0"),
            "runs": .array([
                .object([
                    "tool": .object([
                        "driver": .object([
                            "name": .string("interlock policy test"), "version": .string(version),
                            "rules": .array(
                                rules.map { id, text in
                                    .object([
                                        "id": .string(id), "shortDescription": .object(["text": .string(text)]),
                                    ])
                                }),
                        ])
                    ]), "results": .array(annotations.map(\.sarif)),
                ])
            ]),
        ])
    }
}

extension Annotation {
    fileprivate var sarif: JSONValue {
        .object([
            "ruleId": .string(rule), "level": .string("error"), "message": .object(["text": .string(message)]),
            "locations": .array([
                .object([
                    "physicalLocation": .object([
                        "artifactLocation": .object(["uri": .string(file.uriPath)]),
                        "region": .object(["startLine": .number(line), "startColumn": .number(column)]),
                    ])
                ])
            ]),
        ])
    }
}

/// One thing that failed, at its place in a suite's file.
struct Annotation {
    let rule: String
    let file: String
    let line: Int
    let column: Int
    let title: String
    let message: String
}

extension PolicyReport {
    /// All that failed: cases in the order of the suites, then floors that are not reached.
    var annotations: [Annotation] {
        let cases = suites.flatMap { suite in
            suite.cases.flatMap { result -> [Annotation] in
                let item = result.policyCase
                switch result.outcome {
                case .passed, .skipped: return []
                case .error(let reason):
                    return [
                        Annotation(
                            rule: "policy-error", file: suite.suite.file, line: item.line, column: 1, title: item.name,
                            message: "\(item.name): \(reason)")
                    ]
                case .failed(let failures):
                    return failures.map { failure in
                        Annotation(
                            rule: "policy-failure", file: suite.suite.file, line: failure.expectation.line,
                            column: failure.expectation.column, title: item.name,
                            message: "\(item.name): \(failure.sentence)")
                    }
                }
            }
        }
        return cases
            + shortfalls.map { suite, reason in
                Annotation(
                    rule: "policy-shortfall", file: suite.suite.file, line: 1, column: 1, title: suite.suite.name,
                    message: reason)
            }
    }
}

extension String {
    /// A path as a relative URI reference (RFC 3986, section 3.3).
    fileprivate var uriPath: String {
        let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/".utf8)
        return utf8.map { byte in
            if plain.contains(byte) { return String(UnicodeScalar(byte)) }
            let digits = String(byte, radix: 16, uppercase: true)
            return "%" + (digits.count < 2 ? "0" : "") + digits
        }.joined()
    }
}
