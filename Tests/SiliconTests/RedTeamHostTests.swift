import Accelerator
import Attestation
import ChipABI
import Cryptography
import InterlockTesting
import Silicon
import Testing
import Wire

/// What a host tried against the gate, the account and the log, and must not achieve.
@Suite("A cheating host")
struct RedTeamHostTests {
    let world = TestWorld()

    private func violations(_ claims: Claims) -> [UInt64] {
        claims.log.entries.compactMap { entry in
            if case .violation(let reason, _) = entry.event { reason } else { nil }
        }
    }

    // MARK: Costs that no counter holds

    @Test("a cost beyond what the counters hold does not pass, and breaks nothing", arguments: Counter.all)
    func hugeCost(counter: Counter) throws {
        let chip = try world.readyChip()
        for use in [WorkloadClass.training, .inference] {
            for value in [.max, .max - 1, 1 << 127, 1 << 126, 1 << 120] as [UInt128] {
                _ = try chip.open(use, 1_000)
                var cost = Counters()
                cost[counter] = value
                let before = chip.accelerator.meter
                for _ in 0..<3 { _ = chip.execute(.forward, cost) }
                if counter == .memoryBytesRead { #expect(chip.accelerator.meter == before) }
                #expect(chip.load(weights: TestWorld.model, bytes: .max) != chip.accelerator.isOpen)
            }
        }
        #expect(try chip.claims().latchedFault == 0)
    }

    // MARK: Power cycles that clean up

    @Test("no power cycle clears a tamper input", arguments: ExecutionMode.allCases)
    func tamperOutlivesPower(mode: ExecutionMode) throws {
        let chip = try world.readyChip(mode)
        _ = try chip.open(.inference, 1_000)
        chip.trip(tamper: 4)
        chip.powerOff()
        #expect(chip.powerOn())
        #expect(throws: Chip.Refusal.fault(.tampered)) { try chip.open(.inference, 10) }
        #expect(violations(try chip.claims()) == [UInt64(Fault.tampered.rawValue)])
        // The chip's state, kept as a file, carries it too.
        let again = Chip(try ChipState(chip.state.encoded()), firmware: .builtIn, mode: mode, cache: world.cache)
        #expect(again.powerOn())
        #expect(throws: Chip.Refusal.fault(.tampered)) { try again.open(.inference, 10) }
    }

    @Test("no power cycle hides what the hardware stopped", arguments: ExecutionMode.allCases)
    func violationsOutlivePower(mode: ExecutionMode) throws {
        let chip = try world.readyChip(mode)
        _ = try chip.open(.inference, 1_000)
        _ = chip.execute(.decode, .work(10, writesWeights: true))
        chip.powerOn()
        #expect(violations(try chip.claims()) == [UInt64(Fault.lockedWeightsWritten.rawValue)])
        chip.load(weights: TestWorld.model, bytes: 100)
        _ = try chip.send(.measureModel)
        _ = try chip.open(.inference, 1_000)
        _ = chip.execute(.backward, .work(10))
        chip.powerOn()
        #expect(violations(try chip.claims()) == [UInt64(Fault.trainingUnderInference.rawValue)])
        chip.powerOn()
        #expect(violations(try chip.claims()).isEmpty)
    }

    @Test("a trap of the core is in the log after the reset that mends it")
    func trapIsLogged() throws {
        let chip = try world.readyChip(.interpreted)
        _ = try chip.open(.inference, 1_000)
        chip.injectTrap()
        #expect(chip.powerOn())
        let claims = try chip.claims()
        #expect(violations(claims) == [UInt64(Fault.firmwareTrapped.rawValue)])
        #expect(claims.latchedFault == 0)
    }

    // MARK: Use and its entries

    @Test(
        "no flood of refusals through an open interlock pushes usage out of the log", arguments: ExecutionMode.allCases)
    func floodedLog(mode: ExecutionMode) throws {
        let chip = try world.readyChip(mode)
        _ = try chip.open(.inference, 1_000)
        for _ in 0..<(mode == .native ? 200 : 120) {
            _ = chip.execute(.decode, .work(1))
            #expect(throws: Chip.Refusal.self) { _ = try chip.send(.installLicence, [0x83, 0x40, 0x00, 0x80]) }
        }
        let claims = try chip.claims()
        let used = claims.log.entries.toldOperations
        #expect(claims.log.dropped > 0)
        #expect(used == claims.meter.total)
        #expect(claims.log.entries.contains { if case .attested = $0.event { true } else { false } })
    }

    @Test("an opening does not outlive its licence, however often the host speaks", arguments: ExecutionMode.allCases)
    func openAfterExpiry(mode: ExecutionMode) throws {
        let chip = try world.readyChip(mode) { $0.endTick = 1_000 }
        chip.advance(to: 990)
        _ = try chip.open(.inference, 50_000)
        _ = chip.execute(.decode, .work(10))
        chip.advance(to: 999)
        _ = try chip.claims()
        #expect(chip.accelerator.isOpen)
        _ = chip.execute(.decode, .work(10))
        chip.advance(to: 1_000)
        let claims = try chip.claims()
        #expect(!chip.accelerator.isOpen)
        #expect(!claims.interlock.isOpen)
        #expect(claims.latchedFault == 0)
        #expect(chip.execute(.decode, .work(10)).block == .closed)
        #expect(claims.licence?.total.used == 20)
    }

    // MARK: Extremes

    @Test("a licence with the last sequence of all survives a power cycle", arguments: ExecutionMode.allCases)
    func lastSequence(mode: ExecutionMode) throws {
        let chip = try world.readyChip(mode) { $0.sequence = .max }
        chip.powerOn()
        let claims = try chip.claims()
        #expect(claims.latchedFault == 0)
        #expect(claims.licence?.sequence == .max)
        #expect(throws: Chip.Refusal.fault(.licenceReplayed)) {
            _ = try chip.send(
                .installLicence,
                world.installation(world.terms(for: [chip.id], sequence: .max), on: chip.id, of: [chip.id]))
        }
    }

    @Test("a chip whose state is lost still tells all that its meter counted", arguments: ExecutionMode.allCases)
    func meterWithoutState(mode: ExecutionMode) throws {
        let chip = try world.readyChip(mode)
        _ = try chip.open(.inference, 1_000)
        _ = chip.execute(.prefill, .work(700))
        chip.powerOff()
        let erased = [UInt8](repeating: 0xff, count: 2 * Flash.pageSize)
        chip.overwriteFlash(erased, at: MemoryMap.stateOffset)
        #expect(chip.powerOn())
        let claims = try chip.claims()
        #expect(claims.latchedFault == UInt64(Fault.stateLost.rawValue))
        #expect(claims.meter.total == 700)
    }

    @Test("the greatest log and the greatest numbers fit the evidence", arguments: ExecutionMode.allCases)
    func greatestEvidence(mode: ExecutionMode) throws {
        var state = try world.chip(mode: mode).state
        for counter in Counter.all { state.meter[counter] = 1 << 119 }
        state.openings = .max
        state.tick = .max - 1
        state.counters.values[Int(CounterID.boot.rawValue)] = .max - 10
        state.counters.values[Int(CounterID.refusals.rawValue)] = .max - 1_000
        let chip = Chip(state, firmware: .builtIn, mode: mode, cache: world.cache)
        #expect(chip.powerOn())
        // An owner, and another to whom it is offered, are told too.
        try world.transfer(chip, from: nil, to: world.owner("north"), epoch: 1)
        _ = try chip.send(.offerOwnership, world.offer(chip, to: world.owner("south"), by: world.owner("north")))
        let end = mode == .native ? 400 : 120
        for _ in 0..<end {
            #expect(throws: Chip.Refusal.self) { _ = try chip.send(.installLicence, [0x83, 0x40, 0x00, 0x80]) }
        }
        let evidence = try Evidence(chip.send(.attest, Array(repeating: 5, count: 64)))
        #expect(evidence.claims.log.dropped > 0)
        #expect(evidence.claims.interlock.openings == .max)
        chip.powerOn()
        _ = try chip.claims()
    }

    @Test("boots end at the last count: no boot is counted twice")
    func lastBoot() throws {
        for mode in ExecutionMode.allCases {
            var state = try world.chip(mode: mode).state
            state.counters.values[0] = .max - 1
            let chip = Chip(state, firmware: .builtIn, mode: mode, cache: world.cache)
            #expect(chip.powerOn())
            #expect(!chip.powerOn())
            #expect(chip.fault == .bootCounterFailed)
        }
    }

    @Test("a state counter at its end stops service, and evidence says so", arguments: ExecutionMode.allCases)
    func lastState(mode: ExecutionMode) throws {
        var state = try world.chip(mode: mode).state
        state.counters.values[2] = .max
        let chip = Chip(state, firmware: .builtIn, mode: mode, cache: world.cache)
        #expect(chip.powerOn())
        #expect(try chip.claims().latchedFault != 0)
        #expect(throws: Chip.Refusal.self) { try chip.open(.inference, 1) }
    }

    // MARK: Flash

    @Test(
        "a device certificate as long as its page leaves room for the greatest log", arguments: ExecutionMode.allCases)
    func longCertificate(mode: ExecutionMode) throws {
        let chip = try world.readyChip(mode)
        let address = MemoryMap.certificateOffset
        let words = (0..<MemoryMap.pageSize / 4).map { chip.state.flash.load(address + $0 * 4) }
        let original = words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) } }
        for _ in 0..<100 {
            #expect(throws: Chip.Refusal.self) { _ = try chip.send(.installLicence, [0x83, 0x40, 0x00, 0x80]) }
        }
        for length in [UInt32(4_091), 4_092, .max] {
            chip.overwriteFlash((0..<4).map { UInt8(truncatingIfNeeded: length >> ($0 * 8)) }, at: address)
            let evidence = try chip.send(.attest, Array(repeating: 5, count: 32))
            #expect(evidence.count > 6_000)
            for _ in 0..<100 {
                #expect(throws: Chip.Refusal.self) { _ = try chip.send(.installLicence, [0x83, 0x40, 0x00, 0x80]) }
            }
            chip.overwriteFlash(original, at: address)
        }
        let log = try chip.claims().log
        #expect(log.computedHead == log.head)
    }

    @Test("random words in any page that the host can write: it boots and answers every command", arguments: 0..<60)
    func flashNoise(sample: Int) throws {
        let chip = try world.readyChip(sample % 10 == 0 ? .interpreted : .native)
        _ = try chip.open(.inference, 1_000)
        _ = chip.execute(.prefill, .work(100))
        var stream = world.seed.stream("flash/\(sample)")
        let first = MemoryMap.certificateOffset
        for _ in 0..<1 + sample % 7 {
            let offset = first + UInt32(stream.number(below: UInt64(10 * MemoryMap.pageSize))) & ~3
            let length = sample % 3 == 0 ? 4 : 4 + Int(stream.number(below: 2_000)) & ~3
            let isRun = sample % 2 == 0
            // While it runs, or between two boots.
            if isRun { chip.overwriteFlash(stream.bytes(length), at: offset) } else { chip.powerOff() }
            if !isRun { chip.overwriteFlash(stream.bytes(length), at: offset) }
            if !isRun { #expect(chip.powerOn()) }
            let before = chip.accelerator.meter.policyOperations
            for command in MailboxCommand.allCases {
                do { _ = try chip.send(command, stream.bytes(32)) } catch { #expect(error != .noAnswer) }
            }
            #expect(chip.accelerator.meter.policyOperations == before)
        }
        chip.powerOn()
        let evidence = try? chip.claims()
        if let licence = evidence?.licence { #expect(licence.total.used == 100) }
    }

    @Test("raw commands and lengths of every kind get the same answer in both modes")
    func sameAnswers() throws {
        let chips = try ExecutionMode.allCases.map { try world.readyChip($0) }
        var stream = world.seed.stream("modes")
        for round in 0..<150 {
            let command = MailboxCommand.allCases[Int(stream.number(below: 5))]
            var request = stream.bytes(Int(stream.number(below: 60)))
            if command == .openInterlock, round % 2 == 0 {
                request = [UInt8(1 + stream.number(below: 2))] + [UInt8](repeating: 0, count: 14) + stream.bytes(2)
            }
            if command == .installLicence, round % 2 == 0 {
                // Heads that claim lengths of 31, 32 and 64 bits.
                let heads: [[UInt8]] = [
                    [0x83, 0x5a, 0x7f, 0xff, 0xff, 0xff], [0x83, 0x5a, 0xff, 0xff, 0xff, 0xff],
                    [0x83, 0x5b] + [UInt8](repeating: 0xff, count: 8), [0x83, 0x5b, 0, 0, 0, 1, 0, 0, 0, 0],
                    [0x9b] + [UInt8](repeating: 0xff, count: 8), [0x83, 0x41, 0xd8, 0x1b],
                ]
                request = heads[Int(stream.number(below: UInt64(heads.count)))] + request
            }
            let answers = chips.map { chip -> [UInt8] in
                do {
                    return try chip.send(command, request)
                } catch {
                    return Array("\(error)".utf8)
                }
            }
            #expect(answers[0] == answers[1], "round \(round): \(command) \(request)")
            let cost = Counters.work(UInt128(stream.number(below: 40_000)), writesWeights: round % 9 == 0)
            let kind = CommandKind.allCases[Int(stream.number(below: 10))]
            for chip in chips { _ = chip.execute(kind, cost) }
            if round % 20 == 19 { for chip in chips { chip.advance(to: UInt64(round) * 40) } }
            if round % 25 == 24 { for chip in chips { chip.powerOn() } }
            #expect(chips[0].accelerator.meter == chips[1].accelerator.meter, "round \(round)")
            #expect(chips[0].state.flash == chips[1].state.flash, "round \(round)")
        }
        let nonce = [UInt8](repeating: 8, count: 16)
        #expect(try chips[0].send(.attest, nonce) == chips[1].send(.attest, nonce))
    }
}
