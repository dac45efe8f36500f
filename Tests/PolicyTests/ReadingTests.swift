import Agreement
import Policy
import Testing

@Suite("Suite reading")
struct ReadingTests {
    /// A test with one part that can be replaced.
    private func suite(_ name: String = "expect", _ value: String = "[{check: holds}]") -> String {
        Trial.text("  - {name: one, \(name): \(value)}")
    }

    @Test("a suite that says enough is read")
    func reads() throws {
        #expect(try Trial.errors(suite(), under: Trial.draft()).isEmpty)
    }

    @Test(
        "what says too little or too much is an error, with its line and a mend",
        arguments: [
            ("  []", "there is no test"), ("  - {name: one}", "expect: the field is missing"),
            ("  - {name: one, expect: []}", "nothing is expected"),
            ("  - {name: one, expects: []}", "did you mean expect?"),
            ("  - {name: one, expect: [{}]}", "nothing is expected"),
            ("  - {name: one, expect: [{check: holds, phase: x}]}", "several things"),
            ("  - {name: one, expect: [{check: hold}]}", "did you mean holds?"),
            ("  - {name: one, expect: [{check: holds, at: 1h}]}", "check does not take at"),
            ("  - {name: one, expect: [{verdict: kept}]}", "no evidence"),
            ("  - {name: one, chips: 2, expect: [{check: holds}]}", "without series"),
            ("  - {name: one, seeds: 2, expect: [{check: holds}]}", "without a fleet"),
            ("  - {name: one, fleet: none.yaml, expect: [{check: holds}]}", "there is none"),
            ("  - {name: one, seed: 2, expect: [{check: holds}]}", "without a fleet"),
            ("  - {name: one, skip: '', expect: [{check: holds}]}", "no text"),
            ("  - {name: one, matrix: {a: [1, 2]}, expect: [{check: holds}]}", "never used"),
            ("  - {name: one, table: [], expect: [{check: holds}]}", "the table is empty"),
            ("  - {name: \"${b}\", matrix: {a: [1]}, expect: [{check: holds}]}", "no parameter has the name \"b\""),
            ("  - {name: \"${a\", matrix: {a: [1]}, expect: [{check: holds}]}", "not closed"),
            ("  - {name: one, expect: [{check: holds, when: at}]}", "has no boundary"),
            ("  - {name: one, boundary: {a: 1, b: 2}, expect: [{check: holds}]}", "one boundary"),
            ("  - {name: one, expect: [{check: holds}]}\n  - {name: one, expect: [{check: holds}]}", "two cases"),
            ("  - {name: one, expect: [{ask: {uses: asistant-8b}, is: none}]}", "did you mean assistant-8b?"),
            ("  - {name: one, expect: [{ask: {finding: IL-COMP-99}, is: none}]}", "no rule has the identifier"),
            ("  - {name: one, expect: [{ask: {act: licence, signers: 2, set: a}, is: none}]}", "does not take set"),
            ("  - {name: one, expect: [{trained: operations, most: 1}]}", "only a fleet's hosts"),
            ("  - {name: one, phase: pilot, expect: [{check: holds}]}", "is no phase"),
        ])
    func refuses(test: String, reason: String) throws {
        let errors = try Trial.errors(Trial.text(test), under: Trial.draft())
        let error = try #require(errors.first, "\(test) was taken")
        #expect(errors.contains { $0.contains(reason) }, "\(error)")
        #expect(errors.allSatisfy { $0.hasPrefix("trial.suite.yaml:") && $0.contains("; ") })
    }

    @Test(
        "evidence that is not said rightly is an error",
        arguments: [
            ("{model: assistant-8b, operations: 1}", "[{check: holds}]", "nobody says what its verdict is"),
            ("{model: assistant-8b, operations: 1}", "[{verdict: broken}]", "on which findings"),
            ("{model: assistant-8b, operations: 1}", "[{verdict: broken, findings: none}]", "rests on something"),
            ("{model: assistant-8b, operations: 1}", "[{verdict: fine}]", "is no verdict"),
            ("{model: assistant-8b, operations: 1}", "[{verdict: kept, chip: chip-1}]", "is no chip"),
            ("{model: assistant-8b, operations: 1}", "[{never: IL-COMP-2}]", "no rule"),
            ("{model: assistant-8b, operations: 1}", "[{always: kept, from: 2h, by: 1h}]", "runs backwards"),
            ("{model: assistant-8b, operations: 1}", "[{share: kept, least: 5 %, confidence: 95 %}]", "no share"),
            ("{model: assistant-8b, operations: 1}", "[{share: kept, confidence: 95 %}]", "how often"),
            (
                "{model: assistant-8b, operations: 1}", "[{verdict: kept}, {trained: operations, most: 0}]",
                "only a fleet"
            ),
            ("{model: other, operations: 1}", "[{verdict: kept}]", "is no model"),
            ("{model: assistant-8b, operations: one}", "[{verdict: kept}]", "no part of a series"),
            ("{model: assistant-8b, every: 0s, operations: 1}", "[{verdict: kept}]", "before its next challenge"),
            ("{model: assistant-8b, every: 10, operations: 1}", "[{verdict: kept}]", "is no duration"),
            ("{model: assistant-8b, chip: all, operations: 1}", "[{verdict: kept}]", "did you mean chips?"),
        ])
    func refusesEvidence(series: String, expect: String, reason: String) throws {
        let text = Trial.text("  - {name: one, series: [\(series)], expect: \(expect)}")
        let errors = try Trial.errors(text, under: Trial.draft())
        #expect(errors.contains { $0.contains(reason) }, "\(errors)")
    }

    @Test("all tests' errors are told, not the first alone")
    func collects() throws {
        let text = Trial.text("  - {name: one, expect: [{check: x}]}\n  - {nam: two}\n  - {name: three, expect: 3}")
        #expect(try Trial.errors(text, under: Trial.draft()).count == 3)
    }

    @Test(
        "what a report would tell has no character that can't be printed",
        arguments: [
            ("trial", "\"a\\nb\""), ("later", "\"a\\nnot ok 2\""), ("none", "\"a\\u202e\""), ("because", "\"\\x01\""),
            ("clause", "\"\\x07\""),
        ])
    func unprintable(word: String, text: String) throws {
        let test = "  - {name: one, skip: later, expect: [{ask: {uses: stranger}, is: none}]}"
        let suite = Trial.text(test).replacing(
            "tests:", with: "survivors:\n  - {clause: clause, because: because}\ntests:")
        #expect(try Trial.errors(suite, under: Trial.draft()).isEmpty)
        let field = word == "because" || word == "clause" ? "\(word): \(word)" : ": \(word)"
        let errors = try Trial.errors(
            suite.replacing(field, with: field.dropLast(word.count) + text), under: Trial.draft())
        #expect(errors.count == 1 && errors.first?.contains("can't be printed") ?? false, "\(errors)")
    }

    @Test("a name that the agreement has is no stranger")
    func strangers() throws {
        let text = suite().replacing("[stranger]", with: "[assistant-8b]")
        #expect(try Trial.errors(text, under: Trial.draft()).first?.contains("has this name") ?? false)
    }

    @Test("no bytes crash the reader")
    func anyBytes() throws {
        let draft = try Trial.draft()
        let text = Array(
            Trial.text(
                """
                  - name: one
                    matrix: {a: [1, 2]}
                    boundary: {b: 12m}
                    licences: [week, {total: "${a}"}]
                    series: [{model: assistant-8b, every: "${b}", operations: "0+1x3 _ reset 0"}]
                    incidents: [{at: 1m, do: refuse, fault: modelNotPermitted}]
                    acts: [{at: 1d, do: leave, signers: 1}]
                    expect: [{when: beyond, verdict: kept}, {when: within, ask: {cluster: {chips: 1}}, is: x}]
                """
            ).utf8)
        var state: UInt64 = 7
        for _ in 0..<600 {
            var bytes = text
            for _ in 0..<3 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                let place = Int(state >> 33) % bytes.count
                switch state % 3 {
                case 0: bytes[place] = UInt8(truncatingIfNeeded: state >> 24)
                case 1: bytes.remove(at: place)
                default: bytes.insert(contentsOf: bytes[place...].prefix(5), at: place)
                }
            }
            guard let file = try? SuiteFile(bytes, file: "s") else { continue }
            _ = file.suite(under: draft, named: "a") { (field) throws(AgreementError) in
                throw field.error("no scenario", mend: "none")
            }
        }
    }
}
