import ChipABI
import Cryptography
import Drivers
import InterlockTesting
import ROM
import Silicon
import Testing
import Wire

/// The same question asked of the device models directly: every word of every block, every bit.
@Suite("Registers")
struct RegisterSweepTests {
    let world = TestWorld()

    @Test("show no secret, whichever bit is written to whichever word")
    func sweep() throws {
        let state = try world.chip(mode: .native).state
        let devices = DeviceModels(
            fuses: state.fuses, flash: state.flash, counters: state.counters, accelerator: AcceleratorComplex(state),
            tick: 0, romDigest: FirmwareImages.builtIn.romDigest, cache: world.cache)
        var hardware = DeviceDrivers(bus: devices)
        do { _ = try BootROM.boot(&hardware) } catch { Issue.record("\(error)") }
        var search = SecretSearch(devices.vaultSecrets.values)
        var seen: [UInt8] = []
        var counters = devices.counters.values
        let patterns = (0..<32).map { UInt32(1) << $0 } + [0, 3, 5, 6, 7, .max]
        for register in RegisterMap.registers {
            let block = RegisterMap.registers.filter { $0.block == register.block && $0.words < 100 }
            for word in 0..<min(register.words, 100) {
                for pattern in patterns {
                    devices.store(pattern, to: register.address + UInt32(word) * 4)
                    for other in block {
                        for word in 0..<other.words {
                            let value = devices.load(other.address + UInt32(word) * 4)
                            for shift in stride(from: UInt32(0), to: 32, by: 8) {
                                seen.append(UInt8(truncatingIfNeeded: value >> shift))
                            }
                        }
                    }
                    #expect(!devices.accelerator.isOpen)
                    for (before, after) in zip(counters, devices.counters.values) { #expect(after >= before) }
                    counters = devices.counters.values
                }
            }
            for secret in devices.vaultSecrets.values { search.add(secret) }
            for secret in devices.sessionSecrets.values { search.add(secret) }
            for secret in devices.fuses.fieldEntropy { search.add(secret) }
            #expect(search.count(in: seen) == 0, "\(register.block).\(register.name)")
            seen.removeAll(keepingCapacity: true)
        }
    }

    @Test("the search finds a secret however it lies")
    func canary() {
        let secret = (1...48).map { UInt8($0) }
        let search = SecretSearch([secret])
        let swapped = stride(from: 0, to: 48, by: 4).flatMap { secret[$0..<$0 + 4].reversed() }
        for form in [secret, secret.reversed(), swapped, Array(secret[7..<15]), [9, 9, 9] + secret] {
            #expect(search.count(in: form) > 0)
        }
        #expect(search.count(in: Array(secret[..<7]) + [0] + Array(secret[..<7])) == 0)
    }
}

@Suite("Cloning")
struct CloningTests {
    @Test("no two chips share a key in any slot")
    func distinct() throws {
        let world = TestWorld()
        let image = world.image()
        var owners: [[UInt8]: String] = [:]
        for number in 0..<200 {
            let chip = try world.chip("chip/\(number)", mode: .native, image: image)
            try #require(chip.powerOn(), "chip/\(number)")
            for (slot, secret) in chip.vaultSecrets {
                let name = "chip/\(number), slot \(slot)"
                #expect(owners[secret] == nil, "\(name) and \(owners[secret] ?? "") hold one key")
                owners[secret] = name
            }
        }
    }
}
