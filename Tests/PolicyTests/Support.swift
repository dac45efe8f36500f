import Agreement
import Fleet
import Foundation
import Policy

/// Suites of tests, under the agreements of the library.
enum Trial {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    static let folder = root.appendingPathComponent("Specs/Agreements")

    static func draft(_ agreement: String = "inference-only") throws -> AgreementDraft {
        try draft(of: try String(contentsOf: folder.appendingPathComponent("\(agreement).yaml"), encoding: .utf8))
    }

    static func draft(of text: String) throws -> AgreementDraft {
        try AgreementDraft(Array(text.utf8), file: "agreement.yaml")
    }

    /// A suite with these tests.
    static func text(_ tests: String, agreement: String = "agreement.yaml") -> String {
        """
        suite: 1
        name: trial
        agreement: \(agreement)
        strangers: [stranger]
        licences:
          week: {total: 1e20, validity: 7d, boots: 20, quantum: 1e16, signers: 2}
        tests:
        \(tests)
        """
    }

    /// Reads a suite; scenarios come from Specs/Scenarios, and from beside the library's suites.
    static func read(_ text: String, under draft: AgreementDraft) throws -> Result<PolicySuite, SuiteErrors> {
        let file: SuiteFile
        do { file = try SuiteFile(Array(text.utf8), file: "trial.suite.yaml") } catch {
            return .failure(SuiteErrors(errors: [error]))
        }
        return file.suite(under: draft, named: "agreement.yaml") { (field) throws(AgreementError) in
            let name = try field.text()
            let places = ["Specs/Scenarios", "Specs/Agreements/Suites"].map {
                root.appendingPathComponent("\($0)/\(name)")
            }
            guard let bytes = places.lazy.compactMap({ FileManager.default.contents(atPath: $0.path) }).first else {
                throw field.error("there is none", mend: "name another")
            }
            return try ScenarioFile(Array(bytes), file: name).scenario(under: draft.tested.agreement)
        }
    }

    /// What is wrong with a suite; empty where nothing is.
    static func errors(_ text: String, under draft: AgreementDraft) throws -> [String] {
        switch try read(text, under: draft) {
        case .success: []
        case .failure(let failure): failure.errors.map(\.description)
        }
    }

    /// Runs the tests of a suite.
    static func run(
        _ tests: String, under draft: AgreementDraft? = nil, mutating: Bool = false, jobs: Int = 2
    ) throws -> SuiteResult {
        let draft = try draft ?? Trial.draft()
        let suite = try read(text(tests), under: draft).get()
        return try SuiteRun(suite, jobs: jobs).run(mutating: mutating)
    }

    /// What a case that fails says, one line an expectation.
    static func failures(_ result: SuiteResult) -> [String] {
        result.cases.flatMap { item -> [String] in
            switch item.outcome {
            case .passed, .skipped: []
            case .error(let reason): ["\(item.policyCase.name): \(reason)"]
            case .failed(let failures):
                failures.map {
                    "\(item.policyCase.name): \($0.expectation.subject): \($0.expectation.expected) / \($0.actual)"
                }
            }
        }
    }
}
