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

    @Test("more openings than a counter holds are the most that it holds")
    func openings() throws {
        let result = try Trial.run(
            """
              - name: one
                licences: [{total: 1e38, quantum: 1}]
                series: [{model: assistant-8b, every: 10m, operations: 0+1e20x3}]
                expect: [{verdict: indeterminate, at: 0s, findings: IL-COMP-29}]
            """)
        #expect(Trial.failures(result).isEmpty)
    }

    @Test("a rule that is broken again after a phase began takes that phase back")
    func again() throws {
        let result = try Trial.run(
            """
              - name: one
                series: [{model: assistant-8b, every: 10d, operations: 0x5}]
                incidents:
                  - {at: 9d, do: refuse, fault: modelNotPermitted}
                  - {at: 39d, do: refuse, fault: modelNotPermitted}
                acts: [{at: 30d, do: enter, phase: pilot, signers: 3}]
                expect:
                  - {first: IL-COMP-11, from: 10d, by: 10d}
                  - {phase: pilot, at: 4060799s}
                  - {phase: halted, at: 47d}
            """, under: try Trial.draft("phased-treaty"))
        #expect(Trial.failures(result).isEmpty)
    }

    @Test(
        "the time to detection counts from the deed",
        arguments: [
            ("since: 1000s, within: 200s", ""), ("since: 1000s, within: 199s", "after 200s"),
            ("since: 1201s, within: 1h", "before, at 20m"), ("since: 0s, within: 20m", ""),
        ])
    func detection(terms: String, actual: String) throws {
        let result = try Trial.run(
            """
              - name: one
                licences: [week]
                series: [{model: assistant-8b, every: 10m, operations: 0+1e15x3}]
                incidents: [{at: 1000s, do: tamper}]
                expect: [{detected: IL-COMP-16, \(terms)}]
            """)
        let failures = Trial.failures(result)
        #expect(
            actual.isEmpty ? failures.isEmpty : failures.first?.hasSuffix("IL-COMP-16 \(actual)") ?? false,
            "\(failures)")
    }

    @Test("a fleet's cheat is a deed, and gains nothing where its chip refuses")
    func cheat() throws {
        let test = """
              - name: one
                fleet: two-chips.yaml
                expect:
                  - {detected: broken, since: cheat 1, within: 5m}
                  - {gained: operations, most: 0}
            """
        #expect(Trial.failures(try Trial.run(test)).isEmpty)
        #expect(
            Trial.failures(try Trial.run(test.replacing("within: 5m", with: "within: 299s"))).first?
                .hasSuffix("broken after 5m") ?? false)
        let errors = try Trial.errors(Trial.text(test.replacing("cheat 1", with: "cheat 2")), under: Trial.draft())
        #expect(errors.first?.contains("use cheat 1 to cheat 1") ?? false, "\(errors)")
    }

    @Test(
        "what a cheat gains is what passed and no licence of the agreement permits",
        arguments: [
            ("{}", "assistant-8b", "inference", "0+1e19x2", "0"),
            ("{signers: 1}", "assistant-8b", "inference", "0+1e19x2", "2e19"),
            ("{agreement: other}", "assistant-8b", "inference", "0+1e19x2", "2e19"),
            ("{}", "stranger", "inference", "0+1e19x2", "2e19"), ("{}", "assistant-8b", "training", "0+1e19x2", "2e19"),
            ("{total: 1e19}", "assistant-8b", "inference", "0+1e19x2", "1e19"),
            ("{total: 1e21}", "assistant-8b", "inference", "0+1e20x2", "1e20"),
            ("{validity: 15m}", "assistant-8b", "inference", "0+1e19x2", "1e19"),
            ("{at: 15m}", "assistant-8b", "inference", "0+1e19x2", "1e19"),
        ])
    func gains(licence: String, model: String, use: String, operations: String, gained: String) throws {
        let test = """
              - name: one
                licences: [\(licence)]
                series: [{model: \(model), use: \(use), every: 10m, operations: \(operations)}]
                expect: [{never: IL-CONT-07}, {gained: operations, least: \(gained), most: \(gained)}]
            """
        #expect(Trial.failures(try Trial.run(test)).isEmpty)
    }

    @Test("beyond what all chips together may, each operation is gained once")
    func gainsTogether() throws {
        let result = try Trial.run(
            """
              - name: one
                chips: 64
                licences: [{}, {at: 15m}]
                series: [{model: assistant-8b, every: 10m, operations: 0+1e20x2}]
                expect: [{verdict: broken, findings: {with: IL-COMP-27}}, {gained: operations, least: 2.8e21, most: 2.8e21}]
            """)
        #expect(Trial.failures(result).isEmpty)
    }

    @Test("a step is carried out when it is due, and by as many as it takes")
    func carriesOut() throws {
        let result = try Trial.run(
            """
              - name: one
                licences: [{total: 1e20, validity: 7d, boots: 20, quantum: 1e16}]
                series: [{model: assistant-8b, every: 10m, operations: 0+1e15x3}]
                incidents: [{at: 1000s, do: tamper}]
                acts:
                  - {at: 10d, do: carry out, step: suspend, signers: 2}
                  - {at: 15d, do: carry out, step: suspend, signers: 1}
                  - {at: 16d, do: carry out, step: suspend, signers: [Vesta Union, Republic of Norland]}
                  - {at: 22d, do: carry out, step: revoke, signers: 2}
                expect:
                  - {detected: broken, since: 1000s, within: 200s}
                  - {consequence: warn, at: 10d}
                  - {carriedOut: none, at: 10d}
                  - {consequence: suspend, at: 15d}
                  - {carriedOut: none, at: 15d}
                  - {licence: chip-0, is: expired, at: 15d}
                  - {carriedOut: suspend, at: 16d}
                  - {licence: chip-0, is: suspended, at: 16d}
                  - {carriedOut: revoke, at: 22d}
                  - {licence: chip-0, is: revoked, at: 22d}
            """)
        #expect(Trial.failures(result).isEmpty)
    }

    @Test("whoever takes a deposit carries out the last step")
    func carriesOutForfeit() throws {
        let votes = "[Commonwealth of Maren, Compute Inspectorate, Federation of Orrin]"
        let result = try Trial.run(
            """
              - name: one
                series: [{model: assistant-8b, every: 10m, operations: 0x3}]
                incidents: [{at: 1000s, do: tamper}]
                acts: [{at: 30d, do: forfeit, escrow: Norland's deposit, by: \(votes)}]
                expect:
                  - {detected: broken, since: 1000s, within: 200s}
                  - {carriedOut: none, at: 29d}
                  - {carriedOut: forfeit, at: 30d}
            """, under: try Trial.draft("phased-treaty"))
        #expect(Trial.failures(result).isEmpty)
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
