import Accelerator
import Attestation
import ChipABI
import Cryptography
import InterlockTesting
import Silicon
import Testing
import Wire

/// Power goes after the n-th write to flash or to a counter, for every n of every command, whole and torn.
@Suite("Power lost between any two writes")
struct RedTeamPowerCutTests {
    let world = TestWorld()

    /// What a host does from the first boot on, in this order.
    enum Step: Int, CaseIterable, Sendable {
        case boot, install, measure, open, refusedOpening, reopen, close, refusedModel, measureAgain, train, attest
        case bootAgain
    }

    private func terms(_ chip: Chip, _ sequence: UInt64) -> [UInt8] {
        world.installation(world.terms(for: [chip.id], sequence: sequence), on: chip.id, of: [chip.id])
    }

    private func attest(_ chip: Chip) throws -> Claims {
        try Evidence(chip.send(.attest, Array(repeating: 5, count: 32))).claims
    }

    private func perform(_ step: Step, on chip: Chip) {
        switch step {
        case .boot, .bootAgain: chip.powerOn()
        case .install: _ = try? chip.send(.installLicence, terms(chip, 5))
        case .measure, .measureAgain:
            chip.load(weights: TestWorld.model, bytes: 1)
            _ = try? chip.send(.measureModel)
        case .open:
            guard (try? chip.open(.inference, 1_000)) != nil else { return }
            _ = chip.execute(.prefill, .work(300))
        case .refusedOpening: _ = try? chip.open(.inference, 0)
        case .reopen:
            guard (try? chip.open(.inference, 1_000)) != nil else { return }
            _ = chip.execute(.prefill, .work(200))
            _ = chip.execute(.decode, .work(1, writesWeights: true))
        case .close: _ = try? chip.send(.closeInterlock)
        case .refusedModel:
            chip.load(weights: TestWorld.unlisted, bytes: 1)
            _ = try? chip.send(.measureModel)
        case .train:
            guard (try? chip.open(.training, 1_000)) != nil else { return }
            _ = chip.execute(.backward, .work(500))
        case .attest: _ = try? attest(chip)
        }
    }

    /// A chip whose power goes after `writes` writes of `step`; nil where the step has no more than that.
    private func chip(
        losingPowerAt step: Step, after writes: Int, torn: Bool, mode: ExecutionMode = .native
    ) throws -> Chip? {
        let chip = try world.chip(mode: mode)
        for earlier in Step.allCases.prefix(step.rawValue) { perform(earlier, on: chip) }
        switch step {
        case .boot, .bootAgain: chip.powerOn(losingPowerAfter: writes, tearingLast: torn)
        default:
            chip.losePower(afterWrites: writes, tearingLast: torn)
            perform(step, on: chip)
        }
        return chip.isPowered ? nil : chip
    }

    @Test("gains nothing, hides nothing, and the chip goes on", arguments: Step.allCases, [false, true])
    func everyWrite(step: Step, torn: Bool) throws {
        var table = PowerCutTable("\(step)", .native, torn: torn)
        var writes = torn ? 1 : 0
        while let chip = try chip(losingPowerAt: step, after: writes, torn: torn) {
            let gap = try check(chip, step, "\(step), \(torn ? "in" : "after") write \(writes)")
            table.count(gap ? "serves, all charged, the gap shows" : "serves, all charged, all told")
            writes += 1
        }
        #expect(writes > 1)
        table.print()
    }

    @Test(
        "old flash put back behind the cut, page pair by page pair: it serves with all charged, or not at all",
        arguments: Step.allCases.dropFirst().dropLast())
    func everyWriteRolledBack(step: Step) throws {
        let before = try world.chip(mode: .native)
        for earlier in Step.allCases.prefix(step.rawValue) { perform(earlier, on: before) }
        var last = before.state
        var writes = 0
        while let cut = try chip(losingPowerAt: step, after: writes, torn: false)?.state {
            // Just before a counter is raised and just after it, and now and then between.
            if cut.counters != last.counters || writes % 50 == 0 {
                for (state, place) in [(last, "before"), (cut, "after")] {
                    for choice in 1..<8 {
                        let chip = putBack(before.state.flash, choice, in: state)
                        try checkRolledBack(chip, step, "\(step), \(place) write \(writes), \(choice) put back")
                    }
                }
            }
            last = cut
            writes += 1
        }
    }

    /// A chip in `state`, with old flash in the pages that the bits of `choice` name: state, licence, log.
    private func putBack(_ flash: Flash, _ choice: Int, in state: ChipState) -> Chip {
        let chip = Chip(state, firmware: .builtIn, mode: .native, cache: world.cache)
        let areas = [MemoryMap.stateOffset, MemoryMap.licenceOffset, MemoryMap.logOffset]
        for (index, area) in areas.enumerated() where choice >> index & 1 == 1 {
            let bytes = stride(from: area, to: area + 2 * MemoryMap.pageSize, by: 4).flatMap { offset in
                (0..<4).map { UInt8(truncatingIfNeeded: flash.load(offset) >> ($0 * 8)) }
            }
            chip.overwriteFlash(bytes, at: area)
        }
        return chip
    }

    private func checkRolledBack(_ chip: Chip, _ step: Step, _ place: String) throws {
        try #require(chip.powerOn(), "\(place)")
        let claims = try attest(chip)
        let passed = chip.accelerator.meter.policyOperations
        #expect(claims.meter.total == passed, "\(place)")
        guard claims.latchedFault == 0 else {
            #expect(throws: Chip.Refusal.self, "\(place)") { try chip.open(.inference, 1) }
            #expect(throws: Chip.Refusal.self, "\(place)") { _ = try chip.send(.installLicence, terms(chip, 9)) }
            return
        }
        if let licence = claims.licence { #expect(licence.total.used == passed, "\(place)") }
        if claims.log.first == 0 { checkEntries(claims, step, passed, place) }
        try goOn(chip, passed, place)
    }

    @Test("an interpreted chip stands as a native one does", arguments: [Step.install, .open, .attest])
    func interpreted(step: Step) throws {
        for writes in stride(from: 1, to: 400, by: 57) {
            let chips = try ExecutionMode.allCases.map { mode in
                try chip(losingPowerAt: step, after: writes, torn: true, mode: mode)
            }
            guard let native = chips[0], let interpreted = chips[1] else {
                #expect(chips[0] == nil && chips[1] == nil)
                return
            }
            #expect(native.state.encoded() == interpreted.state.encoded(), "\(step), in write \(writes)")
            try check(interpreted, step, "\(step), interpreted, in write \(writes)")
        }
    }

    /// Whether entries are missing.
    @discardableResult
    private func check(_ chip: Chip, _ step: Step, _ place: String) throws -> Bool {
        try #require(chip.powerOn(), "\(place)")
        #expect(!chip.accelerator.isOpen, "\(place)")
        let claims = try attest(chip)
        #expect(claims.latchedFault == 0, "\(place)")
        #expect(claims.log.computedHead == claims.log.head, "\(place)")
        let passed = chip.accelerator.meter.policyOperations
        #expect(claims.meter.total == passed, "\(place)")
        if let licence = claims.licence { #expect(licence.total.used == passed, "\(place)") }
        // Only an attestation takes entries away; where power goes while it does, the gap shows.
        if claims.log.first == 0 {
            checkEntries(claims, step, passed, place)
        } else {
            #expect(step.rawValue >= Step.attest.rawValue, "\(place)")
        }
        try goOn(chip, passed, place)
        return claims.log.first != 0 && step == .attest
    }

    private func checkEntries(_ claims: Claims, _ step: Step, _ passed: UInt128, _ place: String) {
        var used: UInt128 = 0
        var refused: UInt64 = 0
        var installed: [UInt64] = []
        var violations = 0
        for entry in claims.log.entries {
            switch entry.event {
            case .usage(let usage):
                used += usage.used
                #expect(usage.model == TestWorld.model && usage.licenceSequence == 5, "\(place)")
            case .licenceRefused, .modelRefused, .refused: refused += 1
            case .licenceInstalled(_, let sequence): installed.append(sequence)
            case .violation: violations += 1
            case .boot, .modelLoaded, .attested, .updateInstalled, .updateConfirmed, .updateRolledBack, .updateRefused,
                .ownershipOffered, .ownershipTaken, .authorizationRefused, .checkpointExported, .lineageInherited,
                .ticketRefused, .dataAdmitted, .dataRefused:
                break
            }
        }
        #expect(used == passed, "\(place)")
        #expect(claims.interlock.refusals >= refused, "\(place)")
        #expect(claims.interlock.refusals <= refused + 1, "\(place)")
        #expect(installed == (claims.licence == nil ? [] : [5]), "\(place)")
        if step.rawValue > Step.reopen.rawValue { #expect(violations >= 1, "\(place)") }
    }

    /// The chip serves as before: a new licence, its model, an opening.
    private func goOn(_ chip: Chip, _ passed: UInt128, _ place: String) throws {
        do throws(Chip.Refusal) {
            _ = try chip.send(.installLicence, terms(chip, 9))
            chip.load(weights: TestWorld.model, bytes: 1)
            _ = try chip.send(.measureModel)
            #expect(try chip.open(.inference, 10) == 10, "\(place)")
        } catch {
            Issue.record("\(place): \(error)")
        }
        _ = chip.execute(.prefill, .work(10))
        chip.powerOn()
        #expect(try attest(chip).licence?.total.used == 10, "\(place)")
    }
}
