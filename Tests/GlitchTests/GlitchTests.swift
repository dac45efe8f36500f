import Cryptography
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
        for index in golden.bits.indices {
            for variant in 0..<model.variants(at: index, in: golden)
            where trial.run(model, variant, at: index).outcome == .bypass {
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
        #expect(attacks.count >= (window == .measure ? 1 : 3))
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

    /// Samples a window, stopping early and not; both must come to the same.
    private func expectAlike(
        _ window: Window, _ models: [FaultModel], sample: Int, seed: UInt64
    ) throws -> CampaignReport {
        let campaign = { (stopsEarly: Bool) in
            try Campaign(
                windows: [window], models: models, plan: .single(sample: sample), seed: seed, stopsEarly: stopsEarly
            ).run(jobs: 2) { _, _, _ in }
        }
        let early = try campaign(true)
        let whole = try campaign(false)
        #expect(early.rows == whole.rows)
        #expect(early.bypasses == whole.bypasses)
        return early
    }

    @Test("stopping early gives what running to the end gives", arguments: Window.allCases)
    func earlyStop(window: Window) throws {
        let early = try expectAlike(window, FaultModel.allCases, sample: 60, seed: 7)
        #expect(early.rows.allSatisfy { $0.counts.runs == min(60, $0.population ?? 0) })
    }

    @Test("what is followed or remembered in place of a run ends as the run does", arguments: Window.allCases)
    func following(window: Window) throws {
        _ = try expectAlike(window, [.skip, .branch, .opcode], sample: 400, seed: 11)
    }

    @Test("every fault of a stretch in which runs are remembered ends as it does alone", arguments: Window.allCases)
    func remembering(window: Window) throws {
        let attack = try #require(try AttackWorld().attacks(on: window).last)
        let golden = try GoldenRun(attack)
        var early = Trial(golden, stopsEarly: true)
        var whole = Trial(golden, stopsEarly: false)
        let start = golden.bits.count * 2 / 3
        for index in start..<start + 24 {
            for model in [FaultModel.skip, .branch, .opcode] {
                for variant in 0..<model.variants(at: index, in: golden) {
                    let (one, other) = (early.run(model, variant, at: index), whole.run(model, variant, at: index))
                    #expect(one == other, "\(window) \(model) \(variant) at \(index)")
                }
            }
        }
    }

    @Test(
        "a long stretch, in which many runs go as an earlier one did, ends as each does alone",
        arguments: Window.allCases)
    func recalling(window: Window) throws {
        let attack = try #require(try AttackWorld().attacks(on: window).first)
        let golden = try GoldenRun(attack)
        var early = Trial(golden, stopsEarly: true)
        var whole = Trial(golden, stopsEarly: false)
        let start = golden.bits.count / 2
        for index in start..<start + 120 {
            for variant in 0..<FaultModel.opcode.variants(at: index, in: golden) {
                let (one, other) = (early.run(.opcode, variant, at: index), whole.run(.opcode, variant, at: index))
                #expect(one == other, "\(window) \(variant) at \(index)")
            }
        }
        #expect(early.recalls > 20, "\(early.recalls)")
        #expect(whole.recalls == 0)
    }

    @Test("every fault of planted ROMs ends the same followed and run: a device takes no narrow load, for one")
    func followingPlanted() throws {
        for rom in [PlantedROM.naked, .hardened] {
            let golden = try GoldenRun(rom.attack())
            var early = Trial(golden, stopsEarly: true)
            var whole = Trial(golden, stopsEarly: false)
            for model in FaultModel.allCases {
                for index in golden.bits.indices {
                    for variant in 0..<model.variants(at: index, in: golden) {
                        let (one, other) = (early.run(model, variant, at: index), whole.run(model, variant, at: index))
                        #expect(one == other, "\(model) \(variant) at \(index)")
                    }
                }
            }
        }
    }

    @Test("where a trap leads depends on no register: one run stands for all from the same devices")
    func trapsAreAlike() throws {
        for window in Window.allCases {
            let attack = try #require(try AttackWorld().attacks(on: window).first)
            let length = try GoldenRun(attack).bits.count
            for share in 1..<8 {
                let ends = (0..<2).map { turn in
                    var core = FaultCore(attack.start)
                    _ = core.run(UInt64(length * share / 8))
                    if turn == 1 {
                        for register in 1..<32 { core[register] = 0x9e37_79b9 &* UInt32(register) }
                    }
                    let start = core.attempted
                    core.step(substituting: 0)
                    let stop = core.run(1_000)
                    return [
                        stop == .asleep && core.isHalted ? 1 : 0, UInt64(core.devices.fault),
                        core.attempted - start, core.devices.accelerator.openings, core.devices.counters[.licence],
                    ]
                }
                #expect(ends[0] == ends[1] && ends[0][0] == 1)
            }
        }
    }

    @Test("the result is the same for any number of jobs, and another for another seed")
    func jobs() throws {
        let campaign = { (jobs: Int, seed: UInt64) in
            try Campaign(windows: [.open], models: FaultModel.allCases, plan: .single(sample: 150), seed: seed)
                .run(jobs: jobs) { _, _, _ in }
        }
        let one = try campaign(1, 1)
        let three = try campaign(3, 1)
        #expect(one.rows == three.rows)
        #expect(one.bypasses == three.bypasses)
        #expect(try campaign(2, 2).rows != one.rows)
    }

    @Test("a campaign that was broken off goes on where it was, and comes to the same")
    func resuming() throws {
        struct Broken: Error {}
        let campaign = Campaign(windows: [.open], models: [.skip, .branch], plan: .single(sample: 40), seed: 5)
        let whole = try campaign.run(jobs: 2) { _, _, _ in }
        var kept: [CampaignPart.Identity: CampaignPart] = [:]
        #expect(throws: Broken.self) {
            let store = PartStore(
                load: { _ in nil },
                save: {
                    guard kept.count < 4 else { throw Broken() }
                    kept[$0.identity] = $0
                })
            _ = try campaign.run(jobs: 2, store: store) { _, _, _ in }
        }
        #expect(kept.count == 4)
        var done = 0
        let store = PartStore(load: { kept[$0] }, save: { _ in done += 1 })
        let resumed = try campaign.run(jobs: 1, store: store) { _, _, _ in }
        #expect(done == whole.rows.count - 4)
        #expect(resumed.rows == whole.rows && resumed.bypasses == whole.bypasses && resumed.heat == whole.heat)
    }

    @Test("a part is bound to firmware, plan, seed and chips")
    func parts() throws {
        struct Found: Error {}
        let first = { (campaign: Campaign) throws -> CampaignPart.Identity in
            var identity: CampaignPart.Identity?
            let store = PartStore(
                load: {
                    identity = $0
                    throw Found()
                }, save: { _ in })
            #expect(throws: Found.self) { _ = try campaign.run(jobs: 1, store: store) { _, _, _ in } }
            return try #require(identity)
        }
        let plan = Campaign.Plan.single(sample: 1)
        let rom = FirmwareImages(rom: FirmwareImages.builtIn.rom + [0], runtime: FirmwareImages.builtIn.runtime)
        let identities = [
            try first(Campaign(windows: [.licence], models: [.skip], plan: plan, seed: 1)),
            try first(Campaign(windows: [.licence], models: [.skip], plan: plan, seed: 2)),
            try first(Campaign(windows: [.licence], models: [.branch], plan: plan, seed: 1)),
            try first(Campaign(windows: [.open], models: [.skip], plan: plan, seed: 1)),
            try first(Campaign(windows: [.licence], models: [.skip], plan: .single(sample: nil), seed: 1)),
            try first(Campaign(windows: [.licence], models: [.skip], plan: .pairs(3, within: 2), seed: 1)),
            try first(Campaign(windows: [.licence], models: [.skip], plan: .pairs(3, within: 3), seed: 1)),
            try first(Campaign(windows: [.licence], models: [.skip], plan: plan, seed: 1, firmware: rom)),
            try first(Campaign(windows: [.licence], models: [.skip], plan: plan, seed: 1, isHybrid: true)),
        ]
        #expect(Set(identities).count == identities.count)
        #expect(identities[7].runtime == identities[0].runtime && identities[7].rom != identities[0].rom)
    }

    @Test(
        "chips that take two signatures by each signer refuse what has one of them forged, and no skip gets past that")
    func hybrid() throws {
        let world = try AttackWorld(isHybrid: true)
        for window in [Window.boot, .licence] {
            let attacks = try world.attacks(on: window)
            #expect(
                attacks.map(\.name).filter { $0.hasPrefix("forged") }
                    == ["forged P-384 signature", "forged ML-DSA-87 signature"])
        }
        let report = try Campaign(
            windows: [.boot, .licence, .open, .meter], models: [.skip], plan: .single(sample: 40), seed: 1,
            isHybrid: true
        ).run(jobs: 2) { _, _, _ in }
        #expect(report.bypasses.isEmpty)
        #expect(report.rows.count == 6 + 4 + 3 + 8)
    }

    @Test("no instruction skipped, and no branch turned, where the firmware's verdict is due gets past it")
    func verdict() throws {
        for attack in try AttackWorld().attacks(on: .boot) where attack.name == "changed code" {
            let golden = try GoldenRun(attack)
            var trial = Trial(golden, stopsEarly: true)
            for index in golden.bits.count - 2_000..<golden.bits.count {
                for model in [FaultModel.skip, .branch] where model.variants(at: index, in: golden) > 0 {
                    #expect(trial.run(model, 0, at: index).outcome != .bypass)
                }
            }
        }
    }

    @Test("a fault in a register that is read, or in what sticks, gets past a check; hardening stops what strikes once")
    func registersAndDevices() throws {
        // The branch reads the wrong word as zero; so it does where the flash word, or the register, sticks at zero.
        #expect(try bypasses(.naked, .operand).contains([5, 0]))
        #expect(try bypasses(.naked, .stuck) == [[4, 1]])
        #expect(try bypasses(.hardened, .stuck) == [[6, 1]])
        #expect(try bypasses(.hardened, .operand).isEmpty)
        // Nothing was read before, and what is loaded lies in flash, not in RAM.
        #expect(try bypasses(.naked, .stale).isEmpty)
        #expect(try bypasses(.naked, .cell).isEmpty)
        #expect(try bypasses(.naked, .cachedSkip) == [[4, 0], [5, 0]])
        // Any instruction before it can put the changed branch into the line.
        #expect(try bypasses(.naked, .cachedOpcode).contains { $0[0] == 5 })
    }

    @Test("no device register that sticks has ROM take a forged signature: each answer of the vault bears a number")
    func stuckVault() throws {
        let attack = try #require(try AttackWorld().attacks(on: .boot).first { $0.name == "forged signature" })
        let golden = try GoldenRun(attack)
        var trial = Trial(golden, stopsEarly: true)
        var runs = 0
        for index in golden.bits.indices {
            for variant in 0..<FaultModel.stuck.variants(at: index, in: golden) {
                runs += 1
                #expect(trial.run(.stuck, variant, at: index).outcome != .bypass, "\(index), \(variant)")
            }
        }
        #expect(runs > 500)
    }

    @Test("a stuck register and changed code are gone after their run")
    func persistenceEnds() throws {
        let golden = try GoldenRun(PlantedROM.naked.attack())
        var trial = Trial(golden, stopsEarly: true)
        for model in [FaultModel.stuck, .cachedSkip, .cachedFetch] {
            _ = trial.run(model, model == .stuck ? 1 : 0, at: 4)
            #expect(trial.run(.skip, 0, at: 6).outcome == .noEffect)
            #expect(trial.run(.skip, 0, at: 4).outcome == .bypass)
        }
    }

    @Test("pairs are the same for any number of jobs, and end the same with early stop and without")
    func pairs() throws {
        let campaign = { (jobs: Int, stopsEarly: Bool) in
            try Campaign(
                windows: [.open], models: FaultModel.allCases, plan: .pairs(300, within: 8), seed: 3,
                stopsEarly: stopsEarly
            ).run(jobs: jobs) { _, _, _ in }
        }
        let one = try campaign(1, true)
        let two = try campaign(2, true)
        let whole = try campaign(2, false)
        #expect(one.rows == two.rows && one.bypasses == two.bypasses)
        #expect(one.rows == whole.rows && one.bypasses == whole.bypasses)
        #expect(one.runs == 300)
    }

    @Test("two faults get past a check that no single one does")
    func pairPastHardenedCheck() throws {
        let golden = try GoldenRun(PlantedROM.hardened.attack())
        var trial = Trial(golden, stopsEarly: true)
        let pairs = FaultPair.sample(
            2_000, of: [.skip], within: 4, in: golden, stream: SeededStream(seed: 1, name: "pairs"))
        let found = Set(pairs.filter { trial.run($0).result.outcome == .bypass }.map { [$0.index, $0.distance] })
        // Both branches. A load that is skipped leaves a refusal behind, whatever else is.
        #expect(found == [[8, 1]])
    }

    @Test("the interval of a rate is Wilson's")
    func wilson() {
        // Wilson score without continuity correction, by hand: 10 of 100 gives 5.52 % to 17.44 %.
        let ten = Rate(10, of: 100).interval
        #expect(abs(ten.lowerBound - 0.05523) < 1e-4 && abs(ten.upperBound - 0.17437) < 1e-4)
        let none = Rate(0, of: 100_000).interval
        #expect(none.lowerBound == 0 && abs(none.upperBound - 3.8414e-5) < 1e-8)
        #expect(Rate(0, of: 0).interval == 0...1)
    }

    @Test("no firmware reads which instruction was illegal: a run for one of them is a run for all")
    func trapValueIsNotRead() {
        for image in [FirmwareImages.builtIn.rom, FirmwareImages.builtIn.runtime] {
            for place in stride(from: 0, to: image.count - 3, by: 2) {
                let bits = (0..<4).reduce(0) { $0 | UInt32(image[place + $1]) << UInt32(8 * $1) }
                // csrr* with number 0x343, mtval, that keeps what it read.
                let readsTrapValue =
                    bits & 0x7f == 0x73 && bits >> 12 & 3 != 0 && bits >> 20 == 0x343 && bits >> 7 & 31 != 0
                #expect(!readsTrapValue, "offset \(place)")
            }
        }
    }
}
