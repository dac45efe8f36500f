import Agreement
import Appraisal
import Attestation
import Fleet
import Silicon
import Testing
import Wire

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
        let weigh = cheat.act.findings.contains { $0.severity != .note }
        #expect((outcome.appraisal.verdict == .kept) == !weigh)
        let others = outcome.appraisal.chips.filter { outcome.world.chips.dropFirst().contains($0.chip) }
        #expect(others.count == 2 && others.allSatisfy { $0.verdict == .kept })
    }

    /// What chips carry out, and what they refuse or shut first, under an agreement with every such clause.
    static let stopped: [(kind: CheatKind, by: Deed.Answer)] = [
        (.splitRun, .refused(.runThresholdReached)), (.resumedRun, .refused(.runThresholdReached)),
        (.mergedExperts, .refused(.runThresholdReached)), (.launderedCheckpoint, .refused(.modelNotPermitted)),
        (.forgedTicket, .refused(.ticketSignatureInvalid)), (.replayedTicket, .refused(.ticketOtherWeights)),
        (.staleProgress, .refused(.progressMissing)), (.foreignPeer, .refused(.peerNotInSet)),
        (.linkTap, .blocked(.outside)), (.gradientRelay, .blocked(.outside)),
        (.stackedAdapter, .refused(.modelNotPermitted)), (.leftOutFilter, .refused(.modelNotPermitted)),
        (.swappedFilter, .refused(.modelChanged)), (.newerModel, .refused(.modelTooNew)),
        (.extraReplica, .refused(.modelReplicaNotPermitted)), (.relabelledData, .refused(.dataNotPermitted)),
        (.excludedData, .refused(.dataClassExcluded)), (.unprovedData, .blocked(.unprovedData)),
        (.rateBurst, .refused(.rateExceeded)), (.tokenBurst, .blocked(.tokens)),
    ]

    @Test(
        "under an agreement with every clause that chips carry out, each cheat gives its findings",
        arguments: CheatKind.allCases)
    func strict(kind: CheatKind) throws {
        let outcome = try Written.run(Written.head + CheatTests.entry(kind), agreement: Written.strict)
        let cheat = try #require(outcome.scenario.cheats.first)
        let found = Set(outcome.appraisal.findings.map(\.rule))
        // Hosts whose clock or log is not the chip's run into its rates, too, which is no more than a note.
        let more = found.subtracting(cheat.act.findings).filter { $0.severity != .note }
        #expect(found.isSuperset(of: cheat.act.findings) && more.isEmpty, "\(found)")
        #expect(outcome.contradictions.isEmpty)
        guard let stop = CheatTests.stopped.first(where: { $0.kind == kind })?.by else { return }
        let first = outcome.deeds(of: 0).first { $0.answer != .done }
        #expect(first?.answer == stop)
        let forbidden = outcome.histories[0].passed.filter(\.isForbidden)
        #expect(forbidden.isEmpty)
    }

    @Test("an opening ends with its licence, and nothing passes after that")
    func ended() throws {
        let text = Written.head.replacing(
            "valid: {from: 0s, until: 1h}\n    signers: [Ada, Bey]",
            with: "valid: {from: 0s, until: 500s}\n    signers: [Ada, Bey]")
        #expect(text != Written.head)
        let outcome = try Written.run(text + CheatTests.entry(.spareQuantum))
        let late = outcome.histories[0].passed.filter { !$0.isTimely }
        #expect(late.isEmpty)
        #expect(outcome.deeds(of: 0).last?.answer == .refused(.licenceExpired))
        #expect(Set(outcome.findings(of: 0).map(\.rule)) == [.ordinaryRefusal])
    }

    @Test("honest hosts keep what the agreement has chips carry out: nothing is refused, and nobody is suspected")
    func honestUnderClauses() throws {
        let outcome = try Written.run(
            Written.head + """
                  - {name: Tuning, kind: training, chips: chip-001, model: small, sequences: 1, tokens: 500, steps: 1}
                restarts:
                  - {chips: [chip-000, chip-001], at: 7m}
                """, agreement: Written.strict)
        #expect(outcome.appraisal.findings.isEmpty, "\(outcome.appraisal.findings.map(\.reason))")
        #expect(outcome.isAsExpected && outcome.contradictions.isEmpty)
        #expect(outcome.work.served > 900 && outcome.work.trainingSteps == 1)
    }

    @Test("a run goes on from its checkpoint after other work and a restart, and its threshold holds to the operation")
    func resumed() throws {
        // Slowly enough that the restart comes in the middle.
        let agreement = Written.strict.replacing("operations: 4e11", with: "operations: 1e12").replacing(
            "operationsPerSecond: 1e12", with: "operationsPerSecond: 2e10")
        let outcome = try Written.run(
            Written.head.replacing("requestsPerHour: 3600", with: "requestsPerHour: 6") + """
                  - {name: Tuning, kind: training, chips: chip-001, start: 400s, model: small, sequences: 1, tokens: 100,
                     steps: 40}
                restarts:
                  - {chips: chip-001, at: 7m}
                """, agreement: agreement)
        #expect(outcome.trained == 1_000_000_000_000)
        #expect(outcome.findings(of: 1).map(\.rule) == [.trainingBeyondRunTried])
        let log = FleetOutcome.usageLog(of: outcome.histories[1])
        #expect(!log.isEmpty && outcome.contradictions.isEmpty)
    }

    @Test("chips that must tell each other their progress can't train together in a fleet, and that is said")
    func together() throws {
        let text =
            Written.head + """
                  - {name: Tuning, kind: training, chips: [chip-000, chip-001], model: small, sequences: 2, tokens: 100,
                     steps: 1, dataParallel: 2}

                """
        _ = try Written.scenario(text)
        #expect(throws: AgreementError.self) { try Written.scenario(text, agreement: Written.strict) }
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
