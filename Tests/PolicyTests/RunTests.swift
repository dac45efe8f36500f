import Agreement
import Policy
import Testing

@Suite("Policy runs")
struct RunTests {
    private let honest = """
          - name: honest
            licences: [week]
            series: [{model: assistant-8b, every: 10m, operations: 0+1e15x4}]
            expect: [{always: kept}]
        """

    @Test("honest work keeps the agreement")
    func keeps() throws {
        let result = try Trial.run(honest)
        #expect(Trial.failures(result).isEmpty)
        #expect(result.counts.passed == 1)
    }

    @Test(
        "what a chip's evidence tells is found by the verifier's own rules",
        arguments: [
            ("replay", "1000s", "IL-CONT-08", "indeterminate"), ("clone", "1000s", "IL-CONT-07", "broken"),
            ("tamper", "1000s", "IL-COMP-16", "broken"), ("corrupt", "1000s", "IL-AUTH-03", "indeterminate"),
            ("refuse, fault: modelNotPermitted", "1000s", "IL-COMP-11", "broken"),
            ("refuse, fault: licenceReplayed", "1000s", "IL-COMP-13", "broken"),
            ("refuse, fault: allowanceSpent", "1000s", "IL-COMP-23", "kept"), ("restart", "1000s", "none", "kept"),
        ])
    func incidents(act: String, time: String, rule: String, verdict: String) throws {
        let result = try Trial.run(
            """
              - name: one
                licences: [week]
                series: [{model: assistant-8b, every: 10m, operations: 0+1e15x2}]
                incidents: [{at: \(time), do: \(act)}]
                expect:
                  - {verdict: kept, at: 900s}
                  - {verdict: \(verdict), findings: {with: \(rule)}}
            """)
        #expect(Trial.failures(result).isEmpty)
    }

    @Test(
        "a series tells of gaps, resets and falls",
        arguments: [
            ("0+1e15x2 _x3", "indeterminate", "IL-AUTH-14, IL-COMP-22"), ("0+1e15x2 reset 0", "broken", "IL-CONT-06"),
            ("0+1e15x2 _ +1e15x1", "indeterminate", "IL-COMP-22"), ("3e15-1e15x1", "broken", "IL-CONT-06"),
        ])
    func series(text: String, verdict: String, rules: String) throws {
        let result = try Trial.run(
            """
              - name: one
                licences: [week]
                series: [{model: assistant-8b, every: 10m, operations: \(text)}]
                expect: [{verdict: \(verdict), at: 40m, findings: {with: "\(rules)"}}]
            """)
        #expect(Trial.failures(result).isEmpty)
    }

    @Test("odd amounts add up, too: no counter of a meter falls while it rises")
    func odd() throws {
        #expect(Trial.failures(try Trial.run(honest.replacing("0+1e15x4", with: "0+3x4"))).isEmpty)
    }

    @Test("one finding more or fewer than expected fails")
    func exact() throws {
        for findings in ["[IL-COMP-02]", "[IL-COMP-02, IL-COMP-27, IL-COMP-29]"] {
            let result = try Trial.run(
                """
                  - name: one
                    licences: [{signers: 1, total: 1e30}]
                    series: [{model: assistant-8b, operations: 0+1e15x1}]
                    expect: [{verdict: broken, findings: \(findings)}]
                """)
            #expect(Trial.failures(result).first?.contains("broken: IL-COMP-02, IL-COMP-29") ?? false)
        }
    }

    @Test("a failure shows expected and actual, the time line, and how to run it alone")
    func failure() throws {
        let result = try Trial.run(honest.replacing("always: kept", with: "first: broken, by: 1h"))
        let report = PolicyReport([result], floor: .init(coverage: nil, score: nil))
        let text = report.text(verbose: false)
        #expect(text.contains("expected  broken first from 0s to 1h"))
        #expect(text.contains("got       never broken"))
        #expect(text.contains("time      0s  kept"))
        #expect(text.contains("interlock policy test trial.suite.yaml --case honest"))
        #expect(!report.holds)
    }

    @Test("a time without an end is told without one")
    func endless() throws {
        let result = try Trial.run(honest.replacing("always: kept", with: "first: broken"))
        #expect(Trial.failures(result) == ["honest: the first time: broken first from 0s on / never broken"])
    }

    @Test("a skip is no pass, and a run of skips is empty")
    func skips() throws {
        let result = try Trial.run("  - {name: one, skip: not today, expect: [{check: holds}]}")
        let report = PolicyReport([result], floor: .init(coverage: nil, score: nil))
        #expect(report.counts.passed == 0 && report.counts.skipped == 1)
        #expect(report.isEmpty && !report.holds)
    }

    @Test("a boundary makes the cases below, at and above, and each expectation belongs to its side")
    func boundary() throws {
        let result = try Trial.run(
            """
              - name: one
                boundary: {rate: 5}
                matrix: {x: [outage]}
                expect:
                  - {when: below, ask: {${x}: "${rate}s"}, is: running}
                  - {when: [at, above], ask: {outage: "${rate}s"}, is: closed}
            """.replacing("${x}", with: "outage").replacing("    matrix: {x: [outage]}\n", with: ""))
        #expect(result.cases.map(\.policyCase.name) == ["one [rate=4]", "one [rate=5]", "one [rate=6]"])
        #expect(result.cases.map(\.hasPassed) == [true, false, false])
    }

    @Test("a fleet's chips are judged as written evidence is")
    func fleet() throws {
        let text = try String(
            contentsOf: Trial.root.appendingPathComponent("Specs/Scenarios/quickstart-agreement.yaml"), encoding: .utf8)
        let result = try Trial.run(
            """
              - name: quickstart
                fleet: quickstart.yaml
                expect:
                  - {verdict: broken, findings: [IL-COMP-10, IL-COMP-11, IL-COMP-13]}
                  - {first: IL-COMP-11, from: 20m, by: 30m}
                  - {never: IL-COMP-27}
                  - {verdict: broken, chip: chip-21, findings: [IL-COMP-11]}
                  - {trained: operations, most: 1e19}
            """, under: try Trial.draft(of: text))
        #expect(Trial.failures(result).isEmpty)
    }

    @Test("a share of runs is held to a bound with its confidence")
    func share() throws {
        let test = """
              - name: honest chips
                fleet: two-honest-chips.yaml
                seeds: 5
                expect: [{always: kept}, {share: kept, least: BOUND %, confidence: 95 %}]
            """
        #expect(Trial.failures(try Trial.run(test.replacing("BOUND", with: "54.9"))).isEmpty)
        let failures = Trial.failures(try Trial.run(test.replacing("BOUND", with: "55")))
        #expect(failures.first?.hasSuffix("5 of 5, so at least 54.9280 %") ?? false, "\(failures)")
    }

    @Test("the result is the same for any number of jobs")
    func jobs() throws {
        let reports = try [1, 7].map { jobs in
            let result = try Trial.run(honest, mutating: true, jobs: jobs)
            return PolicyReport([result], floor: .init(coverage: nil, score: nil)).json.text
        }
        #expect(reports[0] == reports[1])
    }
}
