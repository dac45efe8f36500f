import Attestation
import Foundation
import Policy
import Testing

@Suite("Policy reports")
struct ReportTests {
    /// Fourteen failures, a pass and a skip, with names that every format must quote.
    private func report() throws -> PolicyReport {
        let tests =
            (0..<14).map { "  - {name: \"<case> & \\\"\($0)\\\" # |\", expect: [{check: [AG-GAP-01]}]}" }
            + ["  - {name: good, expect: [{check: holds}]}", "  - {name: later, skip: why, expect: [{check: holds}]}"]
        return PolicyReport(
            [try Trial.run(tests.joined(separator: "\n"))], floor: .init(coverage: nil, score: nil))
    }

    @Test("GitHub gets ten annotations, and the summary gets all")
    func github() throws {
        let report = try report()
        let lines = report.github.split(separator: "\n")
        #expect(lines.count { $0.hasPrefix("::error") } == PolicyReport.maximumAnnotations)
        #expect(report.github.contains("5 more; see the summary"))
        #expect(report.markdown.split(separator: "\n").count { $0.contains("trial.suite.yaml:") } == 14)
        #expect(lines.first?.contains("file=trial.suite.yaml,line=8,col=") ?? false)
    }

    @Test("SARIF is one run, with a result and a place for each failure")
    func sarif() throws {
        let value =
            try JSONSerialization.jsonObject(with: Data(report().sarif(version: "1").text.utf8)) as? [String: Any]
        let run = try #require((value?["runs"] as? [[String: Any]])?.first)
        let results = try #require(run["results"] as? [[String: Any]])
        #expect(value?["version"] as? String == "2.1.0" && results.count == 14)
        let rules = ((run["tool"] as? [String: Any])?["driver"] as? [String: Any])?["rules"] as? [[String: Any]]
        let ids = Set((rules ?? []).compactMap { $0["id"] as? String })
        for result in results {
            #expect(ids.contains(result["ruleId"] as? String ?? ""))
            let place = (result["locations"] as? [[String: Any]])?.first?["physicalLocation"] as? [String: Any]
            let region = try #require(place?["region"] as? [String: Int])
            #expect(region["startLine"] ?? 0 >= 1 && region["startColumn"] ?? 0 >= 1)
        }
    }

    @Test("JUnit is XML with a case for each case")
    func junit() throws {
        let text = try report().junit
        #expect(text.components(separatedBy: "<testcase ").count == 17)
        #expect(text.contains("tests=\"16\" failures=\"14\" errors=\"0\" skipped=\"1\""))
        #expect(text.contains("name=\"&lt;case&gt; &amp; &quot;0&quot; # |\""))
        #expect(!text.contains("<case>"))
    }

    @Test("TAP has as many points as its plan says, and no name begins a directive")
    func tap() throws {
        let lines = try report().tap.split(separator: "\n")
        #expect(lines[0] == "TAP version 14" && lines[1] == "1..16")
        #expect(lines.count { $0.hasPrefix("ok ") || $0.hasPrefix("not ok ") } == 16)
        #expect(lines.filter { $0.contains(" # SKIP") } == ["ok 16 - trial.suite.yaml: later # SKIP why"])
        #expect(lines.contains { $0.hasPrefix("not ok 1 ") && $0.contains("\\# |") })
    }

    @Test("a floor that is not reached fails every format")
    func floor() throws {
        let result = try Trial.run("  - {name: one, expect: [{check: holds}]}", mutating: true)
        let report = PolicyReport([result], floor: .init(coverage: 10_000, score: 9_500))
        #expect(!report.holds && report.shortfalls.count == 2)
        #expect(report.junit.contains("type=\"shortfall\""))
        #expect(report.tap.contains("not ok 2 "))
        #expect(report.github.contains("::error"))
        #expect(report.text(verbose: false).contains("mutation score"))
    }
}
