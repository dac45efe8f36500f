import Foundation
import InterlockTesting
import Policy
import Testing

/// What the program writes and publishes, held to schemas of others by validators of others, in Python.
@Suite("Validators of others")
struct ValidatorTests {
    private static let script = Trial.root.appendingPathComponent("Tests/Vectors/check_reports.py").path
    /// The schema of Jenkins' xUnit plugin, as pytest's source distribution has it; `tools/bootstrap --tests` fetches it.
    private static let xsd = Trial.root.appendingPathComponent(".build/python/share/junit-10.xsd").path

    private static let python = Python.having("jsonschema", "yaml", "pydantic_sarif.model", "xmlschema")
    private static let absent = "skipped: no Python with jsonschema, PyYAML, pydantic-sarif and xmlschema"

    /// Whether each text fits, and what the validator says.
    private func check(
        _ kind: [String], _ texts: [(name: String, text: String)]
    ) throws -> [(fits: Bool, text: String)] {
        let python = try #require(ValidatorTests.python)
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let files = try texts.enumerated().map { place, item -> String in
            let file = folder.appendingPathComponent("\(place)-\(item.name)")
            try Data(item.text.utf8).write(to: file)
            return file.path
        }
        let output = try #require(Python.run(python, [ValidatorTests.script] + kind + files)).output
        let lines = output.split(separator: "\n").map(String.init)
        try #require(lines.count == texts.count, "\(output)")
        return lines.map { ($0.hasSuffix(": fits"), $0) }
    }

    private static let schema = Trial.root.appendingPathComponent("Specs/schema/suite.json").path

    @Test("the published schema of suites is the one that the program prints")
    func published() throws {
        #expect(try String(contentsOfFile: ValidatorTests.schema, encoding: .utf8) == SuiteForm.schema.text)
    }

    @Test("every suite of the repository fits its schema", .enabled(if: python != nil, Comment(rawValue: absent)))
    func suites() throws {
        let specs = Trial.root.appendingPathComponent("Specs")
        let names = try #require(FileManager.default.enumerator(atPath: specs.path)).compactMap { $0 as? String }.filter
        {
            $0.hasSuffix(SuiteFile.suffix)
        }
        var texts = try names.sorted().map { name in
            (
                (name as NSString).lastPathComponent,
                try String(contentsOf: specs.appendingPathComponent(name), encoding: .utf8)
            )
        }
        #expect(texts.count >= 10)
        texts.append(("everything.yaml", ValidatorTests.everything))
        #expect(try Trial.errors(ValidatorTests.everything, under: Trial.draft()) == [])
        for result in try check(["schema", ValidatorTests.schema], texts) { #expect(result.fits, "\(result.text)") }
    }

    @Test("what the schema refuses, the reader refuses", .enabled(if: python != nil, Comment(rawValue: absent)))
    func malformed() throws {
        let texts = try ValidatorTests.mistakes.map { old, new in
            try #require(ValidatorTests.everything.contains(old), "nothing says \(old)")
            return (
                "wrong.yaml", ValidatorTests.everything.replacing(old, with: new, maxReplacements: 1)
            )
        }
        let draft = try Trial.draft()
        for (result, item) in zip(try check(["schema", ValidatorTests.schema], texts), texts) {
            #expect(!result.fits, "\(item.1)")
            #expect(try !Trial.errors(item.1, under: draft).isEmpty, "\(item.1)")
        }
    }

    /// A suite with a bit of everything.
    static let everything = """
        suite: 1
        name: all
        agreement: agreement.yaml
        start: 2026-03-01T00:00:00Z
        strangers: [stranger]
        licences:
          week: {total: 1e20, validity: 7d, boots: 20, quantum: 1e16, signers: 2}
        survivors:
          - {clause: outage.then, because: nobody asks}
        tests:
          - name: one
            tags: [tag]
            table: [{case: first, fault: modelNotPermitted, mark: "yes"}]
            matrix: {most: [1e15, 2e15]}
            boundary: {every: 10m}
            chips: 2
            licences: [week, {total: "${most}", signers: [Vesta Union], uses: [inference]}]
            series: [{chips: chip-0, model: assistant-8b, every: "${every}", operations: 0+1e15x3 _ reset 0}]
            incidents: [{at: 1m, do: refuse, fault: "${fault}"}, {at: 2m, do: restart}]
            acts: [{at: 1d, do: carry out, step: warn, signers: 1}, {at: 2d, do: leave, signers: [Vesta Union]}]
            expect:
              - {verdict: kept, at: end, findings: none, recorded: yes}
              - {verdict: broken, at: 5s, chip: chip-1, findings: {with: IL-COMP-11, without: [IL-COMP-02]}}
              - {when: [at, above], first: IL-COMP-11, from: 0s, by: 1h}
              - {when: below, detected: broken, since: 1m, within: 10m}
              - {always: kept, by: 0s}
              - {never: IL-COMP-27}
              - {licence: chip-0, is: training spent, at: 1h, recorded: "${mark}"}
              - {consequence: none}
              - {carriedOut: warn, at: 2d}
              - {standing: in force}
              - {ask: {act: licence, signers: 2}, is: allowed}
              - {ask: {training: 1e18, over: run, formats: [fp8]}, is: within}
              - {ask: {cluster: {chips: 8, performance: 989e12, memory: 80e9, joined: [place]}}, is: not covered}
              - {check: [AG-GAP-14]}
              - {gained: operations, most: 1e18}
          - name: two
            skip: not today
            expect: [{check: holds}]

        """

    /// What is wrong in one place each.
    static let mistakes = [
        ("suite: 1", "suite: 2"), ("name: all", "nam: all"), ("agreement: agreement.yaml\n", ""),
        ("strangers: [stranger]", "strangers: stranger"), ("total: 1e20", "total: lots"),
        ("validity: 7d", "validity: 7w"), ("week: {total", "week: {totals"), (", because: nobody asks", ""),
        ("- name: one", "- nam: one"), ("tags: [tag]", "tags: tag"), ("chips: 2\n", "chips: 0\n"),
        ("chips: 2\n", "chips: 65\n"), ("uses: [inference]", "uses: [mining]"), ("series: [{", "serie: [{"),
        ("model: assistant-8b, every", "every"), ("at: 1m, do: refuse", "at: 1, do: refuse"),
        ("do: refuse", "do: refuses"), ("step: warn", "step: hang"), ("do: carry out", "do: carry"),
        ("do: leave, signers: [Vesta Union]", "do: leave, signers: 99"), ("verdict: kept", "verdict: fine"),
        ("at: end", "at: ended"), ("recorded: yes", "recorded: maybe"), ("with: IL-COMP-11", "wiht: IL-COMP-11"),
        ("first: IL-COMP-11", "first: IL-COMP-999"), ("when: [at, above]", "when: [over]"),
        ("verdict: kept, at", "verdict: kept, check: holds, at"), ("first: IL-COMP-11, from", "first: IL-COMP-11, at"),
        ("since: 1m, within: 10m", "since: 1m"), ("is: training spent", "is: worthless"),
        ("licence: chip-0, is: training spent", "licence: chip-0"), ("consequence: none", "consequence: mild"),
        ("carriedOut: warn, at", "carriedOut: warn, by"), ("standing: in force", "standing: upright"),
        ("act: licence, signers: 2", "act: licences, signers: 2"), ("act: licence, signers: 2", "act: licence"),
        ("over: run", "over: shop"), ("formats: [fp8]", "formats: [fp7]"), ("joined: [place]", "joined: [hope]"),
        ("performance: 989e12, ", ""), ("check: [AG-GAP-14]", "check: [AG-GAP-99]"),
        ("gained: operations", "gained: fame"), ("most: 1e18", "most: few"), ("skip: not today", "skip: [x]"),
    ]

    /// A report with failures, a pass, a skip and a shortfall, and one without anything wrong.
    private func reports() throws -> [PolicyReport] {
        let wrong = try Trial.run(
            """
              - {name: "<case> & \\"0\\" # | 'é'", expect: [{check: [AG-GAP-01]}]}
              - name: late
                licences: [week]
                series: [{model: assistant-8b, every: 10m, operations: 0+1e15x2}]
                expect: [{first: broken, by: 1h}]
              - {name: later, skip: "a ]]> b", expect: [{check: holds}]}
            """)
        let weak = try Trial.run("  - {name: one, expect: [{check: holds}]}", mutating: true)
        return [
            PolicyReport([wrong, weak], floor: .init(coverage: 10_000, score: 9_500)),
            PolicyReport([weak], floor: .init(coverage: nil, score: nil)),
        ]
    }

    @Test("SARIF is what OASIS's schema asks for", .enabled(if: python != nil, Comment(rawValue: absent)))
    func sarif() throws {
        let texts = try reports().map { ("report.sarif", $0.sarif(version: "1.0.0").text) }
        for result in try check(["sarif"], texts) { #expect(result.fits, "\(result.text)") }
        let wrong = [
            texts[0].1.replacing("\"version\": \"2.1.0\"", with: "\"version\": \"2.0\""),
            texts[0].1.replacing("\"level\": \"error\"", with: "\"level\": \"bad\""),
            texts[0].1.replacing("\"ruleId\"", with: "\"rule_id\""),
            texts[0].1.replacing("\"startLine\": ", with: "\"startLine\": -"),
        ]
        for result in try check(["sarif"], wrong.map { ("wrong.sarif", $0) }) { #expect(!result.fits) }
    }

    @Test(
        "JUnit is what the schema of Jenkins' xUnit plugin asks for",
        .enabled(
            if: python != nil && FileManager.default.fileExists(atPath: xsd),
            "skipped: no Python with xmlschema, or no junit-10.xsd; tools/bootstrap --tests gets both"))
    func junit() throws {
        let texts = try reports().map { ("report.xml", $0.junit) }
        for result in try check(["junit", ValidatorTests.xsd], texts) { #expect(result.fits, "\(result.text)") }
        let wrong = [
            texts[0].1.replacing("<testcase name=", with: "<testcase nam="),
            texts[0].1.replacing("<skipped", with: "<skip"),
            texts[0].1.replacing("</testsuites>", with: ""), texts[0].1.replacing(" failures=", with: " failing="),
        ]
        for result in try check(["junit", ValidatorTests.xsd], wrong.map { ("wrong.xml", $0) }) {
            #expect(!result.fits, "\(result.text)")
        }
    }
}
