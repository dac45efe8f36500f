import Policy
import Testing

@Suite("Updates of suites")
struct UpdateTests {
    /// A suite's text, what `--update` makes of it, and whether its cases pass then.
    private func update(_ tests: String) throws -> (update: SuiteUpdate, text: String, passes: [Bool]) {
        let draft = try Trial.draft()
        let text = Trial.text(tests)
        let result = try SuiteRun(try Trial.read(text, under: draft).get(), jobs: 1).run(mutating: false)
        let update = SuiteUpdate(result, of: text)
        let after = try SuiteRun(try Trial.read(update.text, under: draft).get(), jobs: 1).run(mutating: false)
        return (update, text, after.cases.map(\.hasPassed))
    }

    private let head = """
          - name: one
            licences: [{signers: 1, total: 1e19, quantum: 1e16}]
            series: [{model: assistant-8b, every: 10m, operations: 0+1e15x1}]
            expect:
        """

    @Test("a recorded expectation is rewritten in its place, and nothing else")
    func rewrites() throws {
        let result = try update(
            """
            \(head)
                  - {verdict: kept, recorded: yes, findings: none} # as of today
                  - {licence: chip-0, is: "spent", recorded: yes}
                  - {ask: {outage: 80h}, is: running, recorded: yes}
            """)
        #expect(result.update.changes.map(\.isMilder) == [false, false, false])
        #expect(
            result.update.changes.map(\.after) == [
                "      - {verdict: broken, recorded: yes, findings: [IL-COMP-02]} # as of today",
                "      - {licence: chip-0, is: valid, recorded: yes}",
                "      - {ask: {outage: 80h}, is: closed, recorded: yes}",
            ])
        #expect(result.passes == [true] && result.update.refusals.isEmpty)
        #expect(result.update.difference(file: "x").contains("x:12\n-       - {verdict: kept,"))
        let lines = { (text: String) in text.split(separator: "\n", omittingEmptySubsequences: false) }
        let changed = zip(lines(result.text), lines(result.update.text)).filter { $0 != $1 }
        #expect(changed.count == 3 && lines(result.text).count == lines(result.update.text).count)
    }

    @Test("lines that end with a carriage return, too, are rewritten in their place")
    func carriageReturns() throws {
        let draft = try Trial.draft()
        let unix = Trial.text(
            "\(head)\n      - {verdict: kept, findings: none, recorded: yes}\n      - {consequence: none, recorded: yes}"
        )
        let text = unix.replacing("\n", with: "\r\n")
        let result = try SuiteRun(try Trial.read(text, under: draft).get(), jobs: 1).run(mutating: false)
        let update = SuiteUpdate(result, of: text)
        #expect(update.refusals.isEmpty && !update.changes.isEmpty)
        let other = SuiteUpdate(
            try SuiteRun(try Trial.read(unix, under: draft).get(), jobs: 1).run(mutating: false), of: unix)
        #expect(update.text == other.text.replacing("\n", with: "\r\n"))
    }

    @Test("less than was recorded is told apart")
    func milder() throws {
        let result = try update(
            """
            \(head)
                  - {verdict: broken, recorded: yes, findings: [IL-COMP-02, IL-COMP-27]}
                  - {consequence: revoke, recorded: yes}
            """)
        #expect(result.update.changes.map(\.isMilder) == [true, true])
        #expect(result.update.difference(file: "x").contains("MILDER"))
    }

    @Test("what is not recorded fails on")
    func untouched() throws {
        let result = try update("\(head)\n      - {verdict: kept}\n      - {check: [AG-GAP-01]}")
        #expect(result.update.changes.isEmpty && result.update.text == result.text && result.passes == [false])
    }

    @Test("what holds is left as it is written")
    func holding() throws {
        let result = try update("\(head)\n      - {verdict: broken, recorded: yes, findings: 'IL-COMP-02'}")
        #expect(result.update.changes.isEmpty && result.update.text == result.text)
    }

    @Test("cases that met different things, and parameters, are for people to change")
    func refuses() throws {
        let differing = try update(
            """
              - name: one
                matrix: {time: [1h, 80h]}
                expect: [{ask: {outage: "${time}"}, is: running, recorded: yes}]
            """)
        #expect(differing.update.changes.isEmpty)
        #expect(differing.update.refusals.map(\.reason) == ["cases of one test met different things (running, closed)"])
        let parameter = try update(
            """
              - name: one
                matrix: {state: [running]}
                expect: [{ask: {outage: 80h}, is: "${state}", recorded: yes}]
            """)
        #expect(parameter.update.changes.isEmpty && parameter.update.refusals.count == 1)
        let long = try update(
            "  - name: one\n    expect:\n      - check: [\n          AG-GAP-01]\n        recorded: yes")
        #expect(long.update.changes.isEmpty && long.update.refusals.count == 1)
    }

    @Test(
        "bounds have nothing to record, and a recorded verdict says its findings",
        arguments: [
            ("{first: broken, recorded: yes}", "no result to record"),
            ("{verdict: kept, recorded: yes}", "has its findings"),
            ("{verdict: kept, recorded: yes, findings: {without: IL-COMP-02}}", "has its findings"),
            ("{verdict: kept, recorded: always, findings: none}", "neither yes nor no"),
        ])
    func misused(expectation: String, reason: String) throws {
        let errors = try Trial.errors(Trial.text("\(head)\n      - \(expectation)"), under: Trial.draft())
        #expect(errors.first?.contains(reason) ?? false, "\(errors)")
    }
}
