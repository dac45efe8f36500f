import Glitch
import Silicon
import Testing

@Suite("Glitch")
struct GlitchTests {
    /// The instructions at which a model gets past a planted ROM's check, with the variant.
    private func bypasses(_ rom: PlantedROM, _ model: FaultModel) throws -> [[Int]] {
        let golden = try GoldenRun(rom.attack())
        var trial = Trial(golden, stopsEarly: true)
        var found: [[Int]] = []
        for (index, bits) in golden.bits.enumerated() {
            for variant in 0..<model.variants(of: bits) where trial.run(model, variant, at: index).outcome == .bypass {
                found.append([index, variant])
            }
        }
        return found
    }

    @Test("a single check falls to a skipped load, a skipped branch and a branch the other way")
    func nakedCheck() throws {
        // 4 is the load, 5 the branch.
        #expect(try bypasses(.naked, .skip) == [[4, 0], [5, 0]])
        // Two from instruction 5 on are the branch and the store of the report: nothing is reported.
        #expect(try bypasses(.naked, .skip2) == [[3, 0], [4, 0]])
        #expect(try bypasses(.naked, .branch) == [[5, 0]])
        #expect(try bypasses(.naked, .load) == [[4, 0]])
        // Instructions 4 to 7 share a line, so that the store of the report is lost with the branch.
        #expect(try bypasses(.naked, .fetch) == [])
        #expect(try bypasses(.naked, .opcode).contains { $0[0] == 5 })
    }

    @Test("a check made twice on two readings falls to no skip, branch or load")
    func hardenedCheck() throws {
        for model in [FaultModel.skip, .branch, .load] { #expect(try bypasses(.hardened, model).isEmpty) }
        // Two skips in a row take both branches.
        #expect(try bypasses(.hardened, .skip2) == [[8, 0]])
    }

    @Test("an attack that succeeds without a fault, or whose success is not seen, is no attack")
    func refusedAttacks() throws {
        let attack = try PlantedROM.naked.attack()
        #expect(throws: AttackWorld.Failure.self) {
            try GoldenRun(
                Attack(
                    window: .boot, name: "permitted", start: attack.permitted, permitted: attack.permitted,
                    goal: attack.goal))
        }
        #expect(throws: AttackWorld.Failure.self) {
            try GoldenRun(
                Attack(
                    window: .boot, name: "unseen", start: attack.start, permitted: attack.start, goal: attack.goal))
        }
    }

    @Test("every attack is refused without a fault, and would be seen to succeed", arguments: Window.allCases)
    func goldenRuns(window: Window) throws {
        let attacks = try AttackWorld().attacks(on: window)
        #expect(attacks.count >= 3)
        for attack in attacks { #expect(try GoldenRun(attack).bits.count > 10_000) }
    }

    @Test("a core restored to a state, and one run to it, do the same")
    func restoring() throws {
        let attack = try #require(try AttackWorld().attacks(on: .boot).first)
        var core = FaultCore(attack.start)
        _ = core.run(20_000)
        let middle = core.state
        _ = core.run(20_000)
        let later = core.state
        var matches = [core.matches(later), !core.matches(middle)]
        core.restore(middle)
        matches.append(core.matches(middle))
        _ = core.run(20_000)
        matches.append(core.matches(later))
        #expect(matches == [true, true, true, true])
        let again = core.state
        #expect(again == later)
    }

    @Test("stopping early gives what running to the end gives", arguments: Window.allCases)
    func earlyStop(window: Window) throws {
        let campaign = { (stopsEarly: Bool) in
            try Campaign(
                windows: [window], models: FaultModel.allCases, sample: 60, seed: 7, stopsEarly: stopsEarly
            ).run(jobs: 2) { _, _, _ in }
        }
        let early = try campaign(true)
        let whole = try campaign(false)
        #expect(early.rows == whole.rows)
        #expect(early.bypasses == whole.bypasses)
        #expect(early.rows.allSatisfy { $0.runs == min(60, $0.population) })
    }

    @Test("the result is the same for any number of jobs, and another for another seed")
    func jobs() throws {
        let campaign = { (jobs: Int, seed: UInt64) in
            try Campaign(windows: [.open], models: FaultModel.allCases, sample: 150, seed: seed)
                .run(jobs: jobs) { _, _, _ in }
        }
        let one = try campaign(1, 1)
        let three = try campaign(3, 1)
        #expect(one.rows == three.rows)
        #expect(one.bypasses == three.bypasses)
        #expect(try campaign(2, 2).rows != one.rows)
    }

    @Test("today's firmware has a check that one skipped instruction gets past")
    func knownBypass() throws {
        let attack = try #require(try AttackWorld().attacks(on: .boot).first { $0.name == "changed code" })
        let golden = try GoldenRun(attack)
        var trial = Trial(golden, stopsEarly: true)
        // The verdict of the digest's comparison is made near the end, and tested once.
        let found = (golden.bits.count - 2_000..<golden.bits.count).filter {
            trial.run(.skip, 0, at: $0).outcome == .bypass
        }
        #expect(!found.isEmpty)
    }
}
