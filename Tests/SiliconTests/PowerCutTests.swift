import Accelerator
import Attestation
import ChipABI
import Cryptography
import InterlockTesting
import Silicon
import Testing
import Wire

/// Power cuts between two non-volatile writes of one command, as `Specs/Models` found them.
///
/// A cut leaves the writes before it and none behind: the state at the cut is put together from the states before and
/// after the command.
@Suite("Power cuts within a command")
struct PowerCutTests {
    let world = TestWorld()

    private func chip(_ state: ChipState) -> Chip {
        Chip(state, firmware: .builtIn, mode: .native, cache: world.cache)
    }

    private func install(_ sequence: UInt64, on chip: Chip) throws {
        let terms = world.terms(for: [chip.id], sequence: sequence)
        _ = try chip.send(.installLicence, world.installation(terms, on: chip.id, of: [chip.id]))
    }

    private func claims(_ chip: Chip) throws -> Claims {
        try Evidence(chip.send(.attest, Array(repeating: 5, count: 32))).claims
    }

    /// `state` with the licence pages of `other`.
    private func licencePages(of other: ChipState, in state: ChipState) -> ChipState {
        var result = state
        let first = Int(MemoryMap.licenceOffset / MemoryMap.pageSize)
        let content = Dictionary(uniqueKeysWithValues: other.flash.content.map { ($0.page, $0.words) })
        for page in [first, first + 1] {
            result.flash.setPage(page, content[page] ?? Array(repeating: .max, count: Flash.pageSize / 4))
        }
        return result
    }

    @Test("a licence whose installation was cut behind its counter is logged at the next boot")
    func installationIsLogged() throws {
        let chip = try world.chip(mode: .native)
        try #require(chip.powerOn())
        let before = chip.state
        try install(5, on: chip)
        var cut = licencePages(of: chip.state, in: before)
        cut.counters.values[Int(CounterID.licence.rawValue)] = 5
        let next = self.chip(cut)
        try #require(next.powerOn())
        let claims = try claims(next)
        #expect(claims.licence?.sequence == 5)
        #expect(claims.log.entries.contains { $0.event.kind == .licenceInstalled })
    }

    @Test("what was used under a licence is never told as less, whichever of its records flash holds")
    func usedNeverFalls() throws {
        let chip = try world.chip(mode: .native)
        try #require(chip.powerOn())
        try install(5, on: chip)
        let before = chip.state
        // Cut before the counter is raised; the host keeps the record, and puts the old pages back.
        try install(6, on: chip)
        let uncommitted = chip.state
        let used = self.chip(before)
        try #require(used.powerOn())
        used.load(weights: TestWorld.model, bytes: 1)
        _ = try used.send(.measureModel)
        _ = try used.open(.inference, 3_000)
        _ = used.execute(.prefill, .work(3_000))
        try install(6, on: used)
        let committed = used.state
        let early = self.chip(licencePages(of: uncommitted, in: committed))
        try #require(early.powerOn())
        #expect(early.fault == .stateLost)
        #expect(try claims(early).licence == nil)
        #expect(throws: Chip.Refusal.fault(.stateLost)) { try early.open(.inference, 1) }
        // The other way round: the host has the early record logged, and puts the late one in its place.
        let adopted = self.chip(licencePages(of: uncommitted, in: before))
        try #require(adopted.powerOn())
        #expect(try claims(adopted).licence?.sequence == 6)
        let late = self.chip(licencePages(of: committed, in: adopted.state))
        try #require(late.powerOn())
        #expect(late.fault == .stateLost)
        #expect(try claims(late).licence == nil)
        #expect(throws: Chip.Refusal.fault(.stateLost)) { try late.open(.inference, 1) }
    }

    @Test("of two licences with one sequence, only the one that was logged is in force, whatever a power cut left")
    func oneOfTwo() throws {
        let chip = try world.chip(mode: .native)
        try #require(chip.powerOn())
        let before = chip.state
        var wide = world.terms(for: [chip.id], sequence: 6)
        wide.totalAllowance *= 2
        _ = try chip.send(.installLicence, world.installation(wide, on: chip.id, of: [chip.id]))
        let kept = chip.state
        let other = self.chip(before)
        try #require(other.powerOn())
        try install(6, on: other)
        let exchanged = self.chip(licencePages(of: kept, in: other.state))
        try #require(exchanged.powerOn())
        #expect(exchanged.fault == .stateLost)
        #expect(throws: Chip.Refusal.fault(.stateLost)) { try exchanged.open(.inference, 1) }
    }

    @Test("entries that two power cuts lose while the log is cleared leave a gap that shows")
    func lostEntriesShow() throws {
        let chip = try world.readyChip()
        let known = try claims(chip)
        let next = try #require(known.log.next)
        _ = try chip.open(.inference, 100)
        _ = chip.execute(.prefill, .work(100))
        _ = try chip.send(.closeInterlock)
        let before = chip.state
        var lost = 0
        for first in stride(from: 0, to: .max, by: 12) {
            let cut = self.chip(before)
            cut.powerOn(losingPowerAfter: first, tearingLast: first > 0)
            guard !cut.isPowered else { break }
            lost += try gaps(behind: cut.state, next)
        }
        // The segment's end: entries are erased before the state says so.
        let signing = { (writes: Int) -> ChipState? in
            let cut = self.chip(before)
            cut.powerOn()
            cut.losePower(afterWrites: writes, tearingLast: true)
            _ = try? cut.claims()
            return cut.isPowered ? nil : cut.state
        }
        var page = logPage(before)
        for writes in 1... {
            guard let state = signing(writes) else { break }
            if logPage(state).prefix(8) != page.prefix(8) || writes % 60 == 0 { lost += try gaps(behind: state, next) }
            page = logPage(state)
        }
        #expect(lost > 0)
    }

    private func logPage(_ state: ChipState) -> [UInt32] {
        (0..<8).map { state.flash.load(MemoryMap.logOffset + $0 * 4) }
    }

    /// Boots `state`, cut at every 24th write; how often entries from `next` on are missing. Where they are, the log
    /// must start behind them.
    private func gaps(behind state: ChipState, _ next: UInt64) throws -> Int {
        var lost = 0
        for writes in stride(from: 1, to: .max, by: 24) {
            let cut = chip(state)
            cut.powerOn(losingPowerAfter: writes, tearingLast: true)
            let isLast = cut.isPowered
            try #require(cut.powerOn())
            let claims = try claims(cut)
            #expect(claims.latchedFault == 0 && claims.log.computedHead == claims.log.head)
            #expect(claims.log.first >= next)
            let used = claims.log.entries.toldOperations
            if claims.log.first == next { #expect(used == 100) } else { lost += 1 }
            if isLast { break }
        }
        return lost
    }

    @Test("a refusal that was cut before its entry shows in the counter alone")
    func refusalIsCounted() throws {
        let chip = try world.chip(mode: .native)
        try #require(chip.powerOn())
        var cut = chip.state
        cut.counters.values[Int(CounterID.refusals.rawValue)] = 1
        let next = self.chip(cut)
        try #require(next.powerOn())
        let claims = try claims(next)
        #expect(claims.interlock.refusals == 1)
        #expect(!claims.log.entries.contains { $0.event.kind == .refused || $0.event.kind == .licenceRefused })
        #expect(claims.log.first == 0)
        #expect(claims.log.dropped == 0)
    }
}
