import Accelerator
import Attestation
import ChipABI
import Cryptography
import InterlockTesting
import Silicon
import Testing
import Wire

/// The gate, the meter, the model lock and the account.
@Suite("Interlock")
struct InterlockTests {
    let world = TestWorld()

    private func used(_ chip: Chip) throws -> UInt128 { try #require(try chip.claims().licence).total.used }

    private func isDone(_ execution: Execution) -> Bool { if case .done = execution { true } else { false } }

    @Test("nothing passes a closed interlock", arguments: ExecutionMode.allCases)
    func closed(mode: ExecutionMode) throws {
        let chip = try world.readyChip(mode)
        #expect(chip.execute(.prefill, .work(1)).block == .closed)
        #expect(chip.accelerator.meter.policyOperations == 0)
    }

    @Test(
        "an opening passes its quantum, not one operation more, and closes by itself", arguments: ExecutionMode.allCases
    )
    func quantum(mode: ExecutionMode) throws {
        let chip = try world.readyChip(mode)
        #expect(try chip.open(.inference, 1_000) == 1_000)
        #expect(isDone(chip.execute(.prefill, .work(400))))
        guard case .partial(let rest) = chip.execute(.decode, .work(1_001)) else {
            Issue.record("The command must end in the middle.")
            return
        }
        #expect(!chip.accelerator.isOpen)
        #expect(chip.accelerator.meter.policyOperations <= 1_000)
        #expect(rest.policyOperations + chip.accelerator.meter.policyOperations == 1_401)
        #expect(chip.execute(.decode, rest).block == .closed)
    }

    @Test("the grant is the least of what is wanted, the quantum and what is left")
    func grants() throws {
        let chip = try world.readyChip {
            $0.totalAllowance = 60_000
            $0.trainingAllowance = 0
        }
        #expect(try chip.open(.inference, 7) == 7)
        #expect(try chip.open(.inference, 1_000_000) == 50_000)
        _ = chip.execute(.prefill, .work(50_000))
        #expect(try chip.open(.inference, .max) == 10_000)
        _ = chip.execute(.prefill, .work(10_000))
        #expect(throws: Chip.Refusal.fault(.allowanceSpent)) { try chip.open(.inference, 1) }
        #expect(try used(chip) == 60_000)
    }

    @Test("an opening that is not used up costs only what passed")
    func unused() throws {
        let chip = try world.readyChip()
        _ = try chip.open(.inference, 50_000)
        _ = chip.execute(.prefill, .work(123))
        _ = try chip.send(.closeInterlock)
        #expect(try used(chip) == 123)
    }

    @Test("training counts against its own allowance and stops there", arguments: ExecutionMode.allCases)
    func trainingAllowance(mode: ExecutionMode) throws {
        let chip = try world.readyChip(mode)
        for _ in 0..<2 {
            _ = try chip.open(.training, 50_000)
            #expect(isDone(chip.execute(.backward, .work(50_000))))
        }
        #expect(throws: Chip.Refusal.fault(.trainingAllowanceSpent)) { try chip.open(.training, 1) }
        let claims = try chip.claims()
        #expect(claims.licence?.training.used == 100_000)
        #expect(claims.meter.training == 100_000)
    }

    @Test("training commands do not pass an inference opening")
    func trainingUnderInference() throws {
        let chip = try world.readyChip()
        _ = try chip.open(.inference, 1_000)
        #expect(chip.execute(.backward, .work(10)).block == .trainingUnderInference)
        #expect(!chip.accelerator.isOpen)
        let log = try chip.claims().log.entries
        #expect(
            log.contains { $0.event == .violation(reason: UInt64(Fault.trainingUnderInference.rawValue), count: 1) })
    }

    @Test("locked weights can't be written, whatever the command calls itself")
    func lockedWeights() throws {
        let chip = try world.readyChip()
        _ = try chip.open(.inference, 1_000)
        #expect(chip.execute(.decode, .work(10, writesWeights: true)).block == .lockedWeights)
        #expect(chip.accelerator.weightStatus == .measured)
        let log = try chip.claims().log.entries
        #expect(log.contains { $0.event == .violation(reason: UInt64(Fault.lockedWeightsWritten.rawValue), count: 1) })
    }

    @Test("an unlisted model is refused, and no opening follows", arguments: ExecutionMode.allCases)
    func unlistedModel(mode: ExecutionMode) throws {
        let chip = try world.readyChip(mode)
        chip.load(weights: TestWorld.unlisted, bytes: 100)
        #expect(throws: Chip.Refusal.fault(.modelNotPermitted)) { _ = try chip.send(.measureModel) }
        #expect(throws: Chip.Refusal.fault(.modelNotPermitted)) { try chip.open(.inference, 10) }
        let claims = try chip.claims()
        #expect(claims.workload.weights == TestWorld.unlisted)
    }

    @Test(
        "weights exchanged after they were measured are noticed at the next opening", arguments: ExecutionMode.allCases)
    func exchangedWeights(mode: ExecutionMode) throws {
        let chip = try world.readyChip(mode)
        #expect(chip.load(weights: TestWorld.unlisted, bytes: 100))
        for use in [WorkloadClass.inference, .training] {
            #expect(throws: Chip.Refusal.fault(.modelChanged)) { try chip.open(use, 10) }
        }
        // Also behind a training run, where changed weights are expected but not other ones.
        let trained = try world.readyChip(mode)
        _ = try trained.open(.training, 10)
        _ = trained.execute(.optimiserStep, .work(10, writesWeights: true))
        _ = try trained.open(.training, 10)
        _ = try trained.send(.closeInterlock)
        #expect(trained.load(weights: TestWorld.unlisted, bytes: 100))
        #expect(throws: Chip.Refusal.fault(.modelChanged)) { try trained.open(.training, 10) }
    }

    @Test("weights are not loaded through an open interlock")
    func loadWhileOpen() throws {
        let chip = try world.readyChip()
        _ = try chip.open(.inference, 10)
        #expect(!chip.load(weights: TestWorld.unlisted, bytes: 100))
        #expect(chip.accelerator.weightDigest == TestWorld.model)
    }

    @Test("trained weights do not infer before they are measured, and then only if listed")
    func trainedWeights() throws {
        let chip = try world.readyChip()
        _ = try chip.open(.training, 10)
        _ = chip.execute(.optimiserStep, .work(10, writesWeights: true))
        #expect(throws: Chip.Refusal.fault(.modelChanged)) { try chip.open(.inference, 10) }
        #expect(throws: Chip.Refusal.fault(.modelChanged)) { _ = try chip.send(.measureModel) }
    }

    @Test("a model for inference alone does not train")
    func useNotPermitted() throws {
        let chip = try world.readyChip { $0.models = [.init(weights: TestWorld.model, uses: .inference)] }
        #expect(throws: Chip.Refusal.fault(.modelUseNotPermitted)) { try chip.open(.training, 10) }
    }

    @Test("no licence, no model, nothing wanted")
    func preconditions() throws {
        let chip = try world.chip(mode: .native)
        chip.powerOn()
        chip.load(weights: TestWorld.model, bytes: 1)
        #expect(throws: Chip.Refusal.fault(.noLicence)) { _ = try chip.send(.measureModel) }
        #expect(throws: Chip.Refusal.fault(.noLicence)) { try chip.open(.inference, 10) }
        let ready = try world.readyChip()
        #expect(throws: Chip.Refusal.fault(.nothingWanted)) { try ready.open(.inference, 0) }
        ready.powerOff()
        ready.powerOn()
        #expect(throws: Chip.Refusal.fault(.modelMissing)) { try ready.open(.inference, 10) }
    }

    @Test("a tamper input closes at once and for good", arguments: [UInt32(1), 2, 4])
    func tamper(input: UInt32) throws {
        let chip = try world.readyChip()
        _ = try chip.open(.inference, 1_000)
        chip.trip(tamper: input)
        #expect(!chip.accelerator.isOpen)
        #expect(chip.execute(.prefill, .work(1)).block == .closed)
        #expect(throws: Chip.Refusal.fault(.tampered)) { try chip.open(.inference, 10) }
        #expect(try chip.claims().latchedFault == UInt64(Fault.tampered.rawValue))
    }

    @Test("the watchdog closes an opening whose firmware is silent, exactly after its window")
    func watchdog() throws {
        let chip = try world.readyChip()
        _ = try chip.open(.inference, 1_000)
        chip.advance(to: 600)
        #expect(chip.accelerator.isOpen)
        chip.advance(to: 601)
        #expect(!chip.accelerator.isOpen)
        let log = try chip.claims().log.entries
        #expect(log.contains { $0.event == .violation(reason: UInt64(Fault.watchdogExpired.rawValue), count: 1) })
    }

    @Test("power-on finds it closed, whatever it was")
    func reset() throws {
        for mode in ExecutionMode.allCases {
            let chip = try world.readyChip(mode)
            _ = try chip.open(.inference, 1_000)
            #expect(chip.accelerator.isOpen)
            chip.powerOn()
            #expect(!chip.accelerator.isOpen)
        }
    }

    @Test("a trap of the core closes it")
    func trap() throws {
        let chip = try world.readyChip(.interpreted)
        _ = try chip.open(.inference, 1_000)
        chip.injectTrap()
        #expect(!chip.accelerator.isOpen)
        #expect(chip.execute(.prefill, .work(1)).block == .closed)
        #expect(throws: Chip.Refusal.noAnswer) { try chip.open(.inference, 10) }
        #expect(chip.fault == .firmwareTrapped)
    }

    @Test("counts beyond 64 bits are exact", arguments: ExecutionMode.allCases)
    func wide(mode: ExecutionMode) throws {
        let huge: UInt128 = 1 << 100
        let chip = try world.readyChip(mode) {
            $0.totalAllowance = huge
            $0.trainingAllowance = huge
            $0.quantum = huge
        }
        #expect(try chip.open(.training, huge) == huge)
        #expect(isDone(chip.execute(.backward, .work(huge - 3))))
        #expect(try used(chip) == huge - 3)
        #expect(try chip.open(.training, huge) == 3)
    }

    @Test("a full log stops service until an attestation takes it")
    func fullLog() throws {
        let chip = try world.readyChip()
        var refusals = 0
        while refusals < 1_000 {
            do { _ = try chip.open(.training, 0) } catch { refusals += 1 }
        }
        #expect(throws: Chip.Refusal.fault(.logFull)) { try chip.open(.inference, 10) }
        let claims = try chip.claims()
        #expect(claims.log.dropped > 0)
        #expect(claims.interlock.refusals == 1_001)
        #expect(try chip.open(.inference, 10) == 10)
    }

    @Test("segments of the log join, also across power cycles", arguments: ExecutionMode.allCases)
    func segments(mode: ExecutionMode) throws {
        let chip = try world.readyChip(mode)
        var head = Digest384.zero
        var next: UInt64 = 0
        for round in 0..<6 {
            if round == 3 { chip.powerOn() }
            let log = try chip.claims().log
            #expect(log.before == head)
            #expect(log.first == next)
            #expect(log.computedHead == log.head)
            head = log.head
            next = log.first + UInt64(log.entries.count)
        }
    }

    @Test("a power cycle before attestation hides nothing", arguments: ExecutionMode.allCases)
    func powerCycleKeepsLog(mode: ExecutionMode) throws {
        let chip = try world.readyChip(mode)
        let before = try chip.claims().log
        for _ in 0..<3 {
            #expect(throws: Chip.Refusal.fault(.nothingWanted)) { try chip.open(.inference, 0) }
            chip.powerOn()
        }
        let after = try chip.claims().log
        #expect(after.first == before.first + UInt64(before.entries.count))
        #expect(after.before == before.head)
        #expect(after.entries.count { if case .refused = $0.event { true } else { false } } == 3)
        #expect(after.entries.count { if case .boot = $0.event { true } else { false } } == 3)
    }

    @Test("log pages wiped from outside leave a gap that shows")
    func wipedLog() throws {
        let chip = try world.readyChip()
        let before = try chip.claims().log
        #expect(throws: Chip.Refusal.self) { try chip.open(.inference, 0) }
        chip.powerOff()
        chip.overwriteFlash(
            Array(repeating: 0xff, count: Int(MemoryMap.logPages * MemoryMap.pageSize)), at: MemoryMap.logOffset)
        chip.powerOn()
        let after = try chip.claims().log
        #expect(after.first == before.first + UInt64(before.entries.count) + 1)
        #expect(after.before != before.head)
    }

    @Test("an unknown command and a malformed one are answered, and change nothing", arguments: ExecutionMode.allCases)
    func badCommands(mode: ExecutionMode) throws {
        let chip = try world.readyChip(mode)
        #expect(throws: Chip.Refusal.fault(.unknownCommand)) { _ = try chip.send(rawCommand: 0xdead, []) }
        for request in [[], [1], Array(repeating: 0, count: 18), [3] + Array(repeating: 1, count: 16)] as [[UInt8]] {
            #expect(throws: Chip.Refusal.fault(.malformedRequest)) { _ = try chip.send(.openInterlock, request) }
        }
        for length in [0, 7, 65, 5_000] {
            #expect(throws: Chip.Refusal.fault(.malformedRequest)) {
                _ = try chip.send(.attest, Array(repeating: 1, count: length))
            }
        }
        #expect(try used(chip) == 0)
    }

    @Test("every byte string as a request gets an answer", arguments: 0..<200)
    func fuzz(sample: Int) throws {
        let chip = try world.readyChip()
        var stream = world.seed.stream("fuzz/\(sample)")
        for _ in 0..<20 {
            let command = MailboxCommand.allCases[Int(stream.number(below: 5))]
            let request = stream.bytes(Int(stream.number(below: 300)))
            do { _ = try chip.send(command, request) } catch { #expect(error != .noAnswer) }
        }
        #expect(chip.bootStatus == .ready)
    }
}
