import Agreement
import Appraisal
import Attestation
import Fleet
import Testing

@Suite("Cheats")
struct CheatTests {
    static let sample = CheatSample(
        permitted: "small", unlisted: "other", trained: "small", own: 1, others: 2, thieves: ["Ada", "Cei"],
        run: (sequences: 4, tokens: 1000, steps: 200))

    static func entry(_ kind: CheatKind) -> String {
        "cheats:\n  - \(sample.entry(kind, chip: "chip-000", at: 420))\n"
    }

    @Test("each cheat gives its findings, about its chip and no other", arguments: CheatKind.allCases)
    func found(kind: CheatKind) throws {
        let outcome = try Written.run(Written.head + CheatTests.entry(kind))
        let cheat = try #require(outcome.scenario.cheats.first)
        #expect(Set(outcome.appraisal.findings.map(\.rule)) == Set(cheat.act.findings))
        // What bears no good signature of the chip is nobody's.
        let isSigned = ![.alteredEvidence, .foreignEvidence].contains(kind)
        #expect(!isSigned || outcome.appraisal.findings.allSatisfy { $0.chip == outcome.world.chips[0] })
        #expect(outcome.contradictions.isEmpty)
        #expect(!outcome.deeds(of: 0).isEmpty)
        #expect(!cheat.act.attempt.isEmpty)
        #expect((outcome.appraisal.verdict == .kept) == cheat.act.findings.isEmpty)
        let others = outcome.appraisal.chips.filter { outcome.world.chips.dropFirst().contains($0.chip) }
        #expect(others.count == 2 && others.allSatisfy { $0.verdict == .kept })
    }

    @Test("the honest twin has no finding, restarts and training within the allowance included")
    func honest() throws {
        let outcome = try Written.run(
            Written.head + """
                  - {name: Tuning, kind: training, chips: chip-001, model: small, sequences: 2, tokens: 500, steps: 10}
                restarts:
                  - {chips: [chip-000, chip-002], at: 7m}
                """)
        #expect(outcome.appraisal.findings.isEmpty)
        #expect(outcome.appraisal.verdict == .kept)
        #expect(outcome.isAsExpected)
        #expect(outcome.contradictions.isEmpty)
        #expect(outcome.work.served > 900)
        #expect(outcome.work.trainingSteps == 10)
        #expect(outcome.trained > 0)
    }

    @Test("what is expected and not found, or found and not expected, is a difference")
    func difference() throws {
        let text = Written.head + CheatTests.entry(.unlistedModel)
        let unexpected = try Written.run(text).difference
        #expect(unexpected.missing.isEmpty)
        #expect(unexpected.unexpected == [ExpectedFinding(rule: .unlistedModelTried, chip: 0, count: 1)])
        let right = try Written.run(text + "expect:\n  - {rule: IL-COMP-11, chip: chip-000}\n")
        #expect(right.difference.isEmpty && right.isAsExpected)
        let wrong = try Written.run(
            text + "expect:\n  - {rule: IL-COMP-11, chip: chip-000, count: 2}\n  - {rule: IL-COMP-13, chip: chip-001}\n"
        )
        #expect(
            wrong.difference.missing == [
                ExpectedFinding(rule: .unlistedModelTried, chip: 0, count: 1),
                ExpectedFinding(rule: .replayedLicenceTried, chip: 1, count: 1),
            ])
        #expect(!wrong.isAsExpected)
    }

    @Test("work stops exactly where the allowance ends")
    func exhausted() throws {
        let outcome = try Written.run(
            Written.head.replacing(
                "allowances: {total: 1e17, training: 0}", with: "allowances: {total: 123456789, training: 0}"))
        let latest = try #require(outcome.appraisal.chips[2].latest)
        #expect(latest.licence?.total.used == 123_456_789)
        #expect(outcome.findings(of: 2).map(\.rule) == [.ordinaryRefusal])
        #expect(outcome.contradictions.isEmpty)
    }
}
