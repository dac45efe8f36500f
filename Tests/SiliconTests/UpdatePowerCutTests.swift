import Accelerator
import Attestation
import ChipABI
import Cryptography
import Foundation
import InterlockTesting
import Silicon
import Testing
import Wire

/// Power goes after, or in the middle of, every write of an update: a flash word, a page, a counter, the fuse.
@Suite("Power lost during an update")
struct UpdatePowerCutTests {
    let world = TestWorld()
    private let oldDigest = Digest384(hashing: FirmwareImages.builtIn.runtime)

    enum Step: Int, CaseIterable, Sendable {
        case begin, write, finish, trial, next
    }

    /// Native firmware is the same whatever the image's code is, so that a short one stands for it: every kind of write
    /// is there. `INTERLOCK_POWER_CUTS=full` takes one as long as the real firmware.
    static let isFull = ProcessInfo.processInfo.environment["INTERLOCK_POWER_CUTS"] == "full"

    private static func code(_ mode: ExecutionMode) -> [UInt8] {
        mode == .interpreted || isFull
            ? FirmwareImages.builtIn.runtime + [0x13, 0, 0, 0] : Array(repeating: 0x13, count: 256)
    }

    /// A chip that has computed 300 operations under licence 5, off; an image of the old firmware runs.
    private func used() throws -> ChipState {
        let chip = try world.chip(mode: .native)
        chip.powerOn()
        _ = try chip.send(.installLicence, terms(chip, 5))
        try compute(300, on: chip)
        return chip.state
    }

    private func terms(_ chip: Chip, _ sequence: UInt64) -> [UInt8] {
        world.installation(world.terms(for: [chip.id], sequence: sequence), on: chip.id, of: [chip.id])
    }

    private func compute(_ operations: UInt128, on chip: Chip) throws {
        chip.load(weights: TestWorld.model, bytes: 1)
        _ = try chip.send(.measureModel)
        _ = try chip.open(.inference, operations)
        _ = chip.execute(.prefill, .work(operations))
        _ = try chip.send(.closeInterlock)
    }

    private func perform(_ step: Step, on chip: Chip, _ image: [UInt8]) {
        let number = { (value: Int) in (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) } }
        switch step {
        case .begin: _ = try? chip.send(.updateBegin, number(image.count) + Digest384(hashing: image).bytes)
        case .write:
            for start in stride(from: 0, to: image.count, by: 4_092) where chip.isPowered {
                _ = try? chip.send(.updateWrite, number(start) + image[start..<min(start + 4_092, image.count)])
            }
        case .finish: _ = try? chip.send(.updateFinish)
        case .trial, .next: chip.powerOn()
        }
    }

    /// Cuts power at one write of `step`; nil where the step has no more than that.
    private func cut(
        _ state: ChipState, _ step: Step, _ image: [UInt8], after writes: Int, torn: Bool, _ mode: ExecutionMode
    ) -> Chip? {
        let chip = Chip(state, firmware: .builtIn, mode: mode, cache: world.cache)
        if step.rawValue <= Step.finish.rawValue {
            chip.powerOn()
            for earlier in Step.allCases.prefix(step.rawValue) { perform(earlier, on: chip, image) }
            chip.losePower(afterWrites: writes, tearingLast: torn)
            perform(step, on: chip, image)
        } else {
            chip.powerOn(losingPowerAfter: writes, tearingLast: torn)
        }
        return chip.isPowered ? nil : chip
    }

    /// Where boots are cut, the steps before them were made once.
    private func start(_ step: Step, _ image: [UInt8]) throws -> ChipState {
        let state = try used()
        guard step.rawValue > Step.finish.rawValue else { return state }
        let chip = Chip(state, firmware: .builtIn, mode: .native, cache: world.cache)
        chip.powerOn()
        for earlier in Step.allCases.prefix(step.rawValue) { perform(earlier, on: chip, image) }
        return chip.state
    }

    @Test(
        "leaves a chip that boots the old image or the new, charges all, and can be updated; rollback stays impossible",
        arguments: Step.allCases, [false, true])
    func everyWrite(step: Step, torn: Bool) throws {
        var table = PowerCutTable("update: \(step)", .native, torn: torn)
        let image = world.image(code: UpdatePowerCutTests.code(.native), securityVersion: 4)
        let state = try start(step, image)
        var writes = torn ? 1 : 0
        while let chip = cut(state, step, image, after: writes, torn: torn, .native) {
            let place = "\(step), \(torn ? "in" : "after") write \(writes)"
            try check(chip, step, image, .native, place, &table)
            writes += 1
        }
        if step != .begin { #expect(writes > 1) }
        table.print()
    }

    @Test("an interpreted chip stands as a native one does", arguments: [Step.write, .finish, .trial])
    func interpreted(step: Step) throws {
        var table = PowerCutTable("update: \(step)", .interpreted, torn: true)
        let image = world.image(code: UpdatePowerCutTests.code(.interpreted), securityVersion: 4)
        let state = try start(step, image)
        for writes in stride(from: 1, to: .max, by: step == .write ? 4_001 : 17) {
            let chips = ExecutionMode.allCases.map { cut(state, step, image, after: writes, torn: true, $0) }
            guard let native = chips[0], let interpreted = chips[1] else {
                #expect(chips[0] == nil && chips[1] == nil)
                break
            }
            #expect(native.state.encoded() == interpreted.state.encoded(), "\(step), in write \(writes)")
            try check(interpreted, step, image, .interpreted, "\(step), interpreted, in write \(writes)", &table)
        }
        table.print()
    }

    private func check(
        _ chip: Chip, _ step: Step, _ image: [UInt8], _ mode: ExecutionMode, _ place: String,
        _ table: inout PowerCutTable
    ) throws {
        try #require(chip.powerOn(), "\(place)")
        #expect(!chip.accelerator.isOpen, "\(place)")
        let claims = try chip.claims()
        #expect(claims.latchedFault == 0, "\(place)")
        #expect(claims.log.first == 0 && claims.log.computedHead == claims.log.head, "\(place)")
        #expect(claims.licence?.total.used == 300 && claims.meter.total == 300, "\(place)")
        let newDigest = Digest384(hashing: UpdatePowerCutTests.code(mode))
        let isNew = claims.runtime.digest == newDigest
        #expect(isNew || claims.runtime.digest == oldDigest, "\(place)")
        #expect(chip.bootSelector.phase == .settled, "\(place)")
        #expect(chip.state.fuses.minimumSecurityVersion == (isNew ? 4 : 2), "\(place)")
        if isNew {
            #expect(step.rawValue >= Step.finish.rawValue, "\(place)")
            let confirmed = LogEntry.Event.updateConfirmed(runtime: newDigest, securityVersion: 4)
            #expect(claims.log.entries.contains { $0.event == confirmed }, "\(place)")
        }
        table.count(isNew ? "new image" : "old image")
        if !isNew {
            try chip.update(image)
            try #require(chip.powerOn(), "\(place)")
            #expect(try chip.claims().runtime.digest == newDigest, "\(place)")
        }
        try compute(10, on: chip)
        #expect(try chip.claims().licence?.total.used == 310, "\(place)")
        let old = world.image()
        chip.overwriteFlash(old, at: 0)
        chip.overwriteFlash(old, at: MemoryMap.slotSize)
        #expect(!chip.powerOn() && chip.fault == .imageRolledBack, "\(place)")
    }
}

/// A row of what `tools/power-cuts` prints.
struct PowerCutTable {
    private let name: String
    private let mode: ExecutionMode
    private let torn: Bool
    private var outcomes: [(name: String, count: Int)] = []

    init(_ name: String, _ mode: ExecutionMode, torn: Bool) {
        self.name = name
        self.mode = mode
        self.torn = torn
    }

    mutating func count(_ outcome: String) {
        if let known = outcomes.firstIndex(where: { $0.name == outcome }) {
            outcomes[known].count += 1
        } else {
            outcomes.append((outcome, 1))
        }
    }

    func print() {
        let cuts = outcomes.reduce(0) { $0 + $1.count }
        let shown = outcomes.map { "\($0.count) \($0.name)" }.joined(separator: ", ")
        Swift.print("power-cut|\(name)|\(mode)|\(torn ? "in the write" : "after the write")|\(cuts)|\(shown)")
    }
}
