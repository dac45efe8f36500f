import Agreement
import Foundation
import Policy
import Testing

@Suite("Mutation")
struct MutationTests {
    @Test("a test that rests on nothing lets everything through")
    func weak() throws {
        let result = try Trial.run(
            "  - {name: one, expect: [{ask: {computes: stranger}, is: refused}]}", mutating: true)
        let mutation = try #require(result.mutation)
        #expect(mutation.killed == 0 && mutation.score == 0 && mutation.coverage == 0)
        #expect(mutation.fates.count > 80)
    }

    @Test("a boundary notices one operation more")
    func boundary() throws {
        let result = try Trial.run(
            """
              - name: all
                boundary: {operations: 1e22}
                licences: [{total: 1e30}]
                series: [{model: assistant-8b, every: 10m, operations: "0 ${operations}"}]
                expect:
                  - {when: within, verdict: indeterminate, findings: [IL-COMP-29]}
                  - {when: beyond, verdict: broken, findings: [IL-COMP-27, IL-COMP-29]}
            """, mutating: true)
        let mutation = try #require(result.mutation)
        let fates = mutation.fates.filter { $0.mutant.clause == "allowances.total" }
        #expect(fates.map(\.mutant.change) == ["times 2", "plus 1"])
        #expect(fates.allSatisfy { $0.fate.isKilled })
    }

    @Test(
        "an assertion that sees a difference and expects nothing of it leaves the mutant alive, and the clause covered")
    func seen() throws {
        let result = try Trial.run(
            """
              - name: all
                licences: [{total: 1e30}]
                series: [{model: assistant-8b, every: 10m, operations: 0 1.5e22}]
                expect: [{verdict: broken, findings: [IL-COMP-27, IL-COMP-29]}]
            """, mutating: true)
        let mutation = try #require(result.mutation)
        let fates = mutation.fates.filter { $0.mutant.clause == "allowances.total" }
        #expect(fates.map(\.fate.isKilled) == [true, false])
        #expect(mutation.clauses.first { $0.clause == "allowances.total" }?.isCovered ?? false)
    }

    @Test(
        "mutants keep the digest, and are agreements", arguments: ["inference-only", "phased-treaty", "draft-treaty"])
    func sound(name: String) throws {
        let draft = try Trial.draft(name)
        let mutants = draft.mutants
        #expect(mutants.count > 100)
        for mutant in mutants {
            #expect(mutant.tested.agreement.digest == draft.tested.agreement.digest)
            #expect(mutant.tested.agreement != draft.tested.agreement)
            #expect(mutant.line != nil)
        }
    }

    @Test("every quantity, duration and quorum of an agreement has a mutant")
    func complete() throws {
        let clauses = Set(try Trial.draft("phased-treaty").mutants.map(\.clause))
        for clause in [
            "quorum.licence", "quorum.firmware", "quorum.revoke", "quorum.phase", "quorum.change", "allowances.total",
            "allowances.training", "phases[1].entry.after", "phases[2].entry.kept", "phases[2].back.within",
            "monitoring.interval", "monitoring.grace", "licences.validity", "escrow[0].quorum", "sunset.at",
            "inspections.share", "exit.notice", "outage.grace", "consequences[0].within", "fixedSets[0].chips",
        ] {
            #expect(clauses.contains(clause), "no mutant of \(clause)")
        }
    }

    @Test("a clause that is said to survive and does not is a failure")
    func explained() throws {
        let draft = try Trial.draft()
        let text = Trial.text(
            "  - {name: one, expect: [{ask: {outage: 72h}, is: running}, {ask: {outage: 73h}, is: closed}]}"
        )
        .replacing(
            "tests:",
            with: "survivors:\n  - {clause: outage.grace, because: x}\n  - {clause: outage.then, because: x}\ntests:")
        let suite = try Trial.read(text, under: draft).get()
        let result = try SuiteRun(suite, jobs: 1).run(mutating: true)
        #expect(result.mutation?.wronglyExplained.map(\.clause) == ["outage.then"])
        let report = PolicyReport([result], floor: .init(coverage: nil, score: nil))
        #expect(!report.holds)
    }

    @Test("where a case fails, no mutant is made")
    func failing() throws {
        let result = try Trial.run("  - {name: one, expect: [{check: [AG-GAP-01]}]}", mutating: true)
        #expect(result.mutation == nil)
    }
}
