import Glitch
import Silicon
import Testing

@Suite("Countermeasures")
struct CountermeasureTests {
    /// A fault that got past a check.
    private struct Fault: Hashable {
        let model: FaultModel
        let variant: Int
        let index: Int
    }

    /// Tries every fault of a hole on firmware, up to the first that gets past.
    private func bypass(_ hole: Countermeasure.Hole, _ firmware: BuiltFirmware) throws -> (Fault?, GoldenRun) {
        let world = try AttackWorld(firmware.images)
        // As much code as a real image has: a fault in an address can land anywhere in it.
        let attacks =
            hole.attack == "changed code"
            ? [try world.changedCode(behindNoOps: 7_000)] : try world.attacks(on: hole.window)
        let golden = try GoldenRun(try #require(attacks.first { $0.name == hole.attack }))
        var trial = Trial(golden, stopsEarly: true)
        var runs = 0
        let struckAddresses = Set(golden.addresses).filter { address in
            let name = firmware.symbols.place(of: address)?.symbol ?? ""
            return hole.functions.contains(where: name.contains)
        }
        let struck = golden.addresses.indices.filter { struckAddresses.contains(golden.addresses[$0]) }
        for index in struck {
            for model in hole.models {
                for variant in 0..<model.variants(at: index, in: golden) {
                    runs += 1
                    guard trial.run(model, variant, at: index).outcome == .bypass else { continue }
                    return (Fault(model: model, variant: variant, index: index), golden)
                }
            }
        }
        #expect(runs > 50, "\(hole.functions) have no instruction that is executed")
        return (nil, golden)
    }

    @Test(
        "a countermeasure left out lets a fault through that the shipped image stops",
        arguments: Countermeasure.allCases)
    func needed(countermeasure: Countermeasure) throws {
        let mutant = try BuiltFirmware(leavingOut: [countermeasure])
        for hole in countermeasure.holes {
            let (found, golden) = try bypass(hole, mutant)
            let first = try #require(found, "\(countermeasure) left out re-opens nothing in \(hole.attack)")
            // The fault alone, on a core that has had no other: what is reported is what replays.
            var trial = Trial(golden, stopsEarly: false)
            #expect(trial.run(first.model, first.variant, at: first.index).outcome == .bypass)
            let (passed, _) = try bypass(hole, BuiltFirmware.shipped.get())
            #expect(passed == nil, "the shipped image lets it through, too")
        }
        // It is what the disassembly misses, and nothing else is.
        #expect(mutant.absent == countermeasure.absentWithout)
    }

    @Test("firmware without any countermeasure falls in every window")
    func unhardened() throws {
        let firmware = try BuiltFirmware.unhardened.get()
        for countermeasure in [Countermeasure.boot, .licence, .opening, .meter] {
            let hole = try #require(countermeasure.holes.first)
            let (found, _) = try bypass(hole, firmware)
            #expect(found != nil, "\(hole.window) holds")
        }
    }

    @Test("HD-7: no flipped bit in settling has what both evaluations find told elsewhere")
    func verdicts() throws {
        let hole = Countermeasure.Hole(
            window: .open, attack: "unlisted model", functions: ["AAV6settle"], models: [.opcode])
        #expect(try bypass(hole, BuiltFirmware.shipped.get()).0 == nil)
    }

    @Test("HD-8: no flipped bit in settling changes who may sign")
    func signers() throws {
        let hole = Countermeasure.Hole(
            window: .licence, attack: "too few signers", functions: ["AAV6settle"], models: [.opcode])
        #expect(try bypass(hole, BuiltFirmware.shipped.get()).0 == nil)
    }

    @Test("HD-9: no flipped bit in settling hides usage from evidence")
    func telling() throws {
        let hole = Countermeasure.Hole(
            window: .meter, attack: "usage hidden at an attestation", functions: ["AAV6settle"], models: [.opcode])
        #expect(try bypass(hole, BuiltFirmware.shipped.get()).0 == nil)
    }

    @Test("the shipped image has every countermeasure in its code, firmware without them has none")
    func disassembly() throws {
        let shipped = try BuiltFirmware.shipped.get()
        #expect(
            shipped.images.rom == FirmwareImages.builtIn.rom && shipped.images.runtime == FirmwareImages.builtIn.runtime
        )
        let unhardened = try BuiltFirmware.unhardened.get()
        #expect(shipped.absent.isEmpty)
        #expect(unhardened.absent == Set(Countermeasure.allCases))
    }
}
