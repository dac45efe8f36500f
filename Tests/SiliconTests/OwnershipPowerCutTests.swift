import Attestation
import ChipABI
import Cryptography
import InterlockTesting
import Silicon
import Testing
import Wire

/// Power goes after, or in the middle of, every write of a transfer, and of what burns fuses: entropy, life cycle.
@Suite("Power lost while a chip changes hands, or burns fuses")
struct OwnershipPowerCutTests {
    let world = TestWorld()
    var north: SigningKey { world.owner("north") }
    var south: SigningKey { world.owner("south") }

    enum Step: CaseIterable, Sendable {
        case offer, take, entropy, development, endOfLife
    }

    /// North's chip, that has computed 300 operations under licence 5, and is offered to south before south takes it.
    private func start(_ step: Step) throws -> ChipState {
        let chip = try world.chip(mode: .native, lifeCycle: step == .development ? .test : .production)
        chip.powerOn()
        try world.transfer(chip, from: nil, to: north, epoch: 1)
        chip.powerOn()
        let terms = world.terms(for: [chip.id], sequence: 5)
        _ = try chip.send(.installLicence, world.installation(terms, on: chip.id, of: [chip.id]))
        chip.load(weights: TestWorld.model, bytes: 1)
        _ = try chip.send(.measureModel)
        _ = try chip.open(.inference, 10_000)
        _ = chip.execute(.prefill, .work(300))
        if step == .take { _ = try chip.send(.offerOwnership, world.offer(chip, to: south, by: north)) }
        return chip.state
    }

    /// What the host sends, over the challenge that a chip in this state gives after its boot: it is the same each time.
    private func request(_ step: Step, _ state: ChipState) throws -> (command: MailboxCommand, bytes: [UInt8]) {
        let chip = Chip(state, firmware: .builtIn, mode: .native, cache: world.cache)
        chip.powerOn()
        let word = { (next: LifeCycle) in
            (0..<4).map { UInt8(truncatingIfNeeded: next.rawValue >> UInt32(24 - 8 * $0)) }
        }
        switch step {
        case .offer: return (.offerOwnership, try world.offer(chip, to: south, by: north))
        case .take: return (.acceptOwnership, try world.acceptance(chip, by: south, epoch: 2))
        case .entropy: return (.burnEntropy, try world.entropy(chip, Array(repeating: 9, count: 32), by: north))
        case .development: return (.advanceLifeCycle, word(.development))
        case .endOfLife:
            let leave = world.leave(
                .endOfLife, chip, try chip.send(.challenge), by: [world.vendor, world.parties[0], world.parties[1]])
            return (.advanceLifeCycle, word(.endOfLife) + leave)
        }
    }

    /// A chip whose power goes after `writes` writes of `step`; nil where the step has no more than that.
    private func cut(
        _ state: ChipState, _ step: Step, _ request: (command: MailboxCommand, bytes: [UInt8]), after writes: Int,
        torn: Bool, _ mode: ExecutionMode
    ) -> Chip? {
        let chip = Chip(state, firmware: .builtIn, mode: mode, cache: world.cache)
        chip.powerOn()
        _ = try? chip.send(.challenge)
        chip.losePower(afterWrites: writes, tearingLast: torn)
        _ = try? chip.send(request.command, request.bytes)
        return chip.isPowered ? nil : chip
    }

    @Test(
        "leaves the old owner or the new, the old fuses or the new, and all that was used",
        arguments: Step.allCases, [false, true])
    func everyWrite(step: Step, torn: Bool) throws {
        var table = PowerCutTable("owner and fuses: \(step)", .native, torn: torn)
        let state = try start(step)
        let request = try request(step, state)
        var writes = torn ? 1 : 0
        while let chip = cut(state, step, request, after: writes, torn: torn, .native) {
            let left = chip.state
            table.count(try check(chip, step, "\(step), \(torn ? "in" : "after") write \(writes)"))
            // A second cut, in the boot behind the first.
            if step == .take, writes % 16 == 0 {
                let next = Chip(left, firmware: .builtIn, mode: .native, cache: world.cache)
                next.powerOn(losingPowerAfter: writes / 16, tearingLast: torn)
                table.count(
                    try check(next, step, "\(step), write \(writes), then \(writes / 16) of the boot", isCutTwice: true)
                )
            }
            writes += 1
        }
        #expect(writes > 1)
        table.print()
    }

    @Test("an interpreted chip stands as a native one does", arguments: [Step.offer, .take])
    func interpreted(step: Step) throws {
        let state = try start(step)
        let request = try request(step, state)
        for writes in stride(from: 1, to: .max, by: 41) {
            let chips = ExecutionMode.allCases.map { cut(state, step, request, after: writes, torn: true, $0) }
            guard let native = chips[0], let interpreted = chips[1] else {
                #expect(chips[0] == nil && chips[1] == nil)
                break
            }
            #expect(native.state.encoded() == interpreted.state.encoded(), "\(step), in write \(writes)")
        }
    }

    /// What became of a chip: its owner, and what its fuses say.
    private func check(_ chip: Chip, _ step: Step, _ place: String, isCutTwice: Bool = false) throws -> String {
        try #require(chip.powerOn(), "\(place)")
        #expect(!chip.accelerator.isOpen, "\(place)")
        let claims = try chip.claims()
        // Two cuts can lose entries; then the log begins behind them, and a verifier sees the gap.
        let shows = isCutTwice && claims.log.first > 0
        #expect(claims.log.first == 0 || shows, "\(place)")
        #expect(claims.log.computedHead == claims.log.head, "\(place)")
        #expect(claims.meter.total == 300, "\(place)")
        let told = claims.log.entries.toldOperations
        #expect(told == 300 || shows, "\(place)")
        let ownership = try #require(claims.ownership, "\(place)")
        let isNew = ownership.owner == south.publicKey.ownerDigest
        #expect(isNew || ownership.owner == north.publicKey.ownerDigest, "\(place)")
        #expect(ownership.epoch == (isNew ? 2 : 1) && chip.counter(.owner) == ownership.epoch, "\(place)")
        #expect(claims.licence?.total.used == (isNew ? nil : 300), "\(place)")
        let taken = claims.log.entries.contains {
            $0.event == .ownershipTaken(owner: south.publicKey.ownerDigest, epoch: 2)
        }
        #expect(taken == isNew || shows, "\(place)")
        let isOver = chip.lifeCycle == .endOfLife
        #expect(claims.latchedFault == (isOver ? UInt64(Fault.endOfLife.rawValue) : 0), "\(place)")
        switch step {
        case .offer: return ownership.next == nil ? "not offered" : "offered"
        case .take:
            guard isNew else {
                #expect(ownership.next == south.publicKey.ownerDigest, "\(place)")
                // It can be taken after all.
                _ = try chip.send(.acceptOwnership, world.acceptance(chip, by: south, epoch: 2))
                return "old owner, still offered"
            }
            #expect(throws: Chip.Refusal.self, "\(place)") {
                try chip.send(.offerOwnership, world.offer(chip, to: north, by: north))
            }
            return "new owner"
        case .entropy: return "\(chip.state.fuses.fieldEntropy.count) slots"
        case .development, .endOfLife: return "\(chip.lifeCycle)"
        }
    }
}
