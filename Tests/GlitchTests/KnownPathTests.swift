import ChipABI
import Cryptography
import Glitch
import Silicon
import Testing

@Suite("Known paths")
struct KnownPathTests {
    /// What a run comes to, as far as anyone sees.
    private struct End: Equatable {
        let outcome: UInt32?
        let answer: [UInt8]
        let fault: UInt32
        let openings: UInt64
        let counters: MonotonicCounters
        let length: UInt64
    }

    /// Runs a core until it sleeps.
    private func end(_ core: inout FaultCore) -> End {
        let start = core.attempted
        _ = core.run(4_000_000)
        return End(
            outcome: core.outcome, answer: core.answer, fault: core.devices.fault,
            openings: core.devices.accelerator.openings,
            counters: core.devices.counters, length: core.attempted - start)
    }

    /// Changes a bit of a register or of a word of RAM below or above the stack pointer.
    private func disturb(_ core: inout FaultCore, _ stream: inout SeededStream) {
        let bit = UInt32(1) << UInt32(stream.number(below: 32))
        if stream.number(below: 4) == 0 {
            core[1 + Int(stream.number(below: 31))] ^= bit
        } else {
            let address = core[2] &- 4_096 &+ 4 * UInt32(stream.number(below: 2_048))
            core.change(address, bytes: 4) { $0 ^ bit }
        }
    }

    @Test("a core in which all that a path reads is the same goes it to the same end", arguments: Window.allCases)
    func sameEnd(window: Window) throws {
        let attack = try #require(try AttackWorld().attacks(on: window).last)
        var core = FaultCore(attack.start)
        var stream = SeededStream(seed: 1, name: "known paths \(window)")
        var (alike, other, wrong) = (0, 0, 0)
        for share in 1..<4 {
            core.restore(attack.start)
            let length = try UInt64(GoldenRun(attack).bits.count)
            _ = core.run(length * UInt64(share) / 4)
            let state = core.state
            core.beginPath()
            let noted = end(&core)
            let ended = core.endPath()
            let path = try #require(ended)
            core.restore(state)
            let (goes, again) = (core.goes(path), end(&core))
            #expect(goes && again == noted, "noting changes nothing")
            for _ in 0..<150 {
                core.restore(state)
                for _ in 0..<3 { disturb(&core, &stream) }
                let goes = core.goes(path)
                if goes { alike += 1 } else { other += 1 }
                if end(&core) != noted { wrong += goes ? 1_000_000 : 1 }
            }
        }
        // Most of what is changed is garbage of earlier calls; some of it matters.
        #expect(wrong > 0 && wrong < 1_000_000, "\(wrong)")
        #expect(alike > 20 && other > 20, "\(alike) \(other)")
    }

    @Test("a word of flash that a path reads makes another of it; one that it does not read, or erases, none")
    func flash() throws {
        let attack = try #require(try AttackWorld().attacks(on: .meter).first)
        var core = FaultCore(attack.start)
        core.devices.store(0, to: FlashRegisters.offset)
        core.beginPath()
        let noted = end(&core)
        let ended = core.endPath()
        let path = try #require(ended)
        var (same, changed) = (0, 0)
        for page in 0..<UInt32(Flash.pageCount) {
            core.restore(attack.start)
            core.devices.store(page * UInt32(Flash.pageSize), to: FlashRegisters.offset)
            for _ in 0..<Flash.pageSize / 4 { core.devices.store(0, to: FlashRegisters.program) }
            core.devices.store(0, to: FlashRegisters.offset)
            if core.goes(path) {
                same += 1
                let again = end(&core)
                #expect(again == noted, "page \(page)")
            } else {
                changed += 1
            }
        }
        #expect(same > 0 && changed > 0)
    }
}
