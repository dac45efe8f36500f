import Attestation
import ChipABI
import Cryptography
import InterlockTesting
import Silicon
import Testing
import Wire

/// What firmware of an insider tries, who has the vendor's and the quorum's signatures: every register, every command
/// of the vault and of the session engine, from real instructions.
@Suite("Hostile firmware")
struct HostileFirmwareTests {
    let world = TestWorld()

    private static let devices = RegisterMap.regions.filter { $0.name == "devices" }
    private static let slots: Range<UInt32> = 0..<18
    private static let lockedSlots: [KeySlot] = [
        .deviceSecret, .romIdentifier, .runtimeIdentifier, .deviceIdentity, .localIdentifier, .localIdentity,
    ]
    private static let patterns: [UInt32] = [
        0, .max, 0xa5a5_a5a5, 1, 2, 3, 4, 5, 6, 7, 8, 0x739,
    ]

    @Test("finds memory and registers where the map says, and nowhere else")
    func mapIsComplete() throws {
        var hostile = try HostileChip(world)
        let probes = try hostile.sweep(from: 0, count: 0x1_0000, stride: 0x1_0000)
        let answering = Set(probes.enumerated().filter { !$0.element.trapped }.map { UInt32($0.offset) })
        var expected: Set<UInt32> = []
        let flash = (address: MemoryMap.flash, size: MemoryMap.flashSize)
        let memory = RegisterMap.regions.filter { $0.name != "devices" }.map { ($0.address, $0.size) }
        let registers = RegisterMap.registers.map { ($0.address, UInt32($0.words) * 4) }
        for (address, size) in memory + registers + [flash] {
            expected.formUnion(address >> 16...(address + (size - 1)) >> 16)
        }
        #expect(answering == expected)
    }

    @Test("can't reach a register in part, nor write what is only read", arguments: [1, 2] as [UInt32])
    func narrow(width: UInt32) throws {
        var hostile = try HostileChip(world)
        for region in HostileFirmwareTests.devices {
            for stores in [nil, 0xff] as [UInt32?] {
                let probes = try hostile.sweep(
                    from: region.address, count: Int(region.size / 256), stride: 256 - width, width: width,
                    storing: stores)
                #expect(!probes.contains { !$0.trapped })
            }
        }
        for address in [MemoryMap.rom, MemoryMap.request, MemoryMap.flash] {
            let probes = try hostile.sweep(from: address, count: 64, storing: 0)
            #expect(!probes.contains { !$0.trapped })
        }
    }

    @Test("reads no secret of the vault anywhere, whatever it writes to which register")
    func sweep() throws {
        var hostile = try HostileChip(world)
        let before = hostile.chip.vaultSecrets
        let counters = CounterID.all.map { hostile.chip.counter($0) }
        var search = SecretSearch(before.values)
        for (address, size) in [
            (MemoryMap.rom, MemoryMap.romSize), (MemoryMap.ram, MemoryMap.ramSize),
            (MemoryMap.flash, MemoryMap.flashSize), (MemoryMap.request, MemoryMap.mailboxSize),
        ] {
            _ = try hostile.sweep(from: address, count: Int(size / 4))
        }
        for pattern in [nil] + HostileFirmwareTests.patterns.map(Optional.some) {
            for region in HostileFirmwareTests.devices {
                _ = try hostile.sweep(from: region.address, count: Int(region.size / 4), storing: pattern)
            }
            #expect(!hostile.chip.accelerator.isOpen, "\(String(describing: pattern))")
            for secret in hostile.chip.vaultSecrets.values { search.add(secret) }
        }
        #expect(search.count(in: hostile.seen) == 0)
        // It did see what may be seen.
        #expect(SecretSearch([hostile.chip.identifier]).count(in: hostile.seen) > 0)
        #expect(SecretSearch([FirmwareImages.builtIn.romDigest.bytes]).count(in: hostile.seen) > 0)
        for slot in HostileFirmwareTests.lockedSlots {
            #expect(hostile.chip.vaultSecrets[slot.rawValue] == before[slot.rawValue], "\(slot)")
        }
        for (counter, value) in zip(CounterID.all, counters) { #expect(hostile.chip.counter(counter) >= value) }
        #expect(hostile.chip.accelerator.meter.policyOperations == 0)
        #expect(hostile.chip.accelerator.openings == 0)
    }

    @Test("gets no secret out of the vault by any command with any slots, nor what would compute one")
    func vaultCommands() throws {
        var hostile = try HostileChip(world)
        let before = hostile.chip.vaultSecrets
        var search = SecretSearch(before.values)
        let context = [UInt8](repeating: 0x5a, count: 48)
        for command in 0..<10 as Range<UInt32> where command != 5 {
            for source in HostileFirmwareTests.slots {
                for destination in HostileFirmwareTests.slots {
                    let outcome = try hostile.vault(command, source: source, destination: destination, digest: context)
                    let touchesLocked = HostileFirmwareTests.lockedSlots.map(\.rawValue).contains {
                        $0 == source && command != 4 || $0 == destination && command != 3 && command != 4
                    }
                    if touchesLocked {
                        #expect(outcome.status != KeyStatus.good.rawValue, "\(command) \(source) \(destination)")
                    }
                    for secret in hostile.chip.vaultSecrets.values { search.add(secret) }
                }
                // The digest engine with the same key and the same message: would it show what derivation hid?
                _ = try hostile.authenticate(context, slot: source)
            }
        }
        #expect(search.count(in: hostile.seen) == 0)
        for slot in HostileFirmwareTests.lockedSlots {
            #expect(hostile.chip.vaultSecrets[slot.rawValue] == before[slot.rawValue], "\(slot)")
            let code = try hostile.authenticate(context, slot: slot.rawValue)
            #expect(code == nil, "\(slot)")
        }
    }

    @Test("gets no session secret out of the session engine, by no order of derivations")
    func sessionCommands() throws {
        var hostile = try HostileChip(world)
        let peer = P384.PrivateKey(derivedFrom: [7], purpose: "peer").publicKey.raw
        let roles = SessionSecret.Role.allCases.map { SessionSecret($0, session: 0).number }
        let labels = [
            "req hs data", "rsp hs data", "req app data", "rsp app data", "derived", "finished", "key", "iv",
            "traffic upd", "",
        ].map { label in [48, 0] + Array("spdm1.3 ".utf8) + Array(label.utf8) }
        var search = SecretSearch([])
        for material in roles + [SessionRegisters.zeros] {
            for (index, word) in stride(from: 0, to: 96, by: 4).enumerated() {
                let value = (0..<4).reduce(UInt32(0)) { $0 | UInt32(peer[word + $1]) << UInt32($1 * 8) }
                _ = try hostile.sweep(from: SessionRegisters.publicKey + UInt32(index) * 4, count: 1, storing: value)
            }
            try hostile.session(1, source: 0, destination: roles[0])
            for destination in roles {
                for salt in roles + [SessionRegisters.zeros] {
                    let input = (0..<4).map { UInt8(truncatingIfNeeded: material >> UInt32($0 * 8)) }
                    try hostile.session(2, source: salt, destination: destination, input: input)
                    // All zeros are no secret, nor is what comes of them alone.
                    if material != SessionRegisters.zeros || salt != SessionRegisters.zeros {
                        for secret in hostile.chip.sessionSecrets.values { search.add(secret) }
                    }
                }
            }
        }
        func keepSecrets() { for secret in hostile.chip.sessionSecrets.values { search.add(secret) } }
        func authenticateAll() throws {
            for source in roles {
                for label in labels { try hostile.session(4, source: source, destination: 0, input: label + [1]) }
            }
        }
        // One value in two places: one derives from it, the other shows what comes of it.
        let agreed = (0..<4).map { UInt8(truncatingIfNeeded: roles[0] >> UInt32($0 * 8)) }
        for destination in roles.dropFirst() {
            try hostile.session(2, source: SessionRegisters.zeros, destination: destination, input: agreed)
        }
        keepSecrets()
        for label in labels {
            for destination in roles.dropFirst(2) {
                try hostile.session(3, source: roles[1], destination: destination, input: label)
            }
            keepSecrets()
            try authenticateAll()
            for next in labels {
                for destination in roles.dropFirst(3) {
                    try hostile.session(3, source: roles[2], destination: destination, input: next)
                }
                keepSecrets()
            }
            try authenticateAll()
        }
        for source in roles {
            for destination in roles { try hostile.session(5, source: source, destination: destination, input: [1]) }
        }
        #expect(!hostile.chip.sessionSecrets.isEmpty)
        #expect(search.count(in: hostile.seen) == 0)
    }

    @Test(
        "opens the gate with the permit over a quantum and a class, and with nothing else; the meter counts all the same"
    )
    func gate() throws {
        var hostile = try HostileChip(world)
        func permit(quantum: UInt32 = 100, class use: UInt32 = 1) throws -> UInt32 {
            let challenge = try hostile.sweep(from: InterlockRegisters.challenge, count: 2).map(\.value)
            let subject = Permit.subject(
                OpeningLimits(use: use, quantum: Operations(low: UInt64(quantum))))
            return Permit.word(Permit.half(challenge[0], subject), Permit.half(challenge[1], subject))
        }
        func attempt(_ word: UInt32, quantum: UInt32 = 100, class use: UInt32 = 1) throws -> Bool {
            _ = try hostile.sweep(from: InterlockRegisters.quantum, count: 1, storing: quantum)
            _ = try hostile.sweep(from: InterlockRegisters.workloadClass, count: 1, storing: use)
            _ = try hostile.sweep(from: InterlockRegisters.gate, count: 1, storing: word)
            return hostile.chip.accelerator.isOpen
        }
        for bit in 0..<32 {
            let opened = try attempt(permit() ^ 1 << UInt32(bit))
            #expect(!opened, "bit \(bit)")
        }
        for word in [0, 1, .max, 0x739] as [UInt32] {
            let opened = try attempt(word)
            #expect(!opened, "\(word)")
        }
        for (quantum, use) in [(100, 2), (101, 1), (0, 1)] as [(UInt32, UInt32)] {
            let opened = try attempt(permit(), quantum: quantum, class: use)
            #expect(!opened, "permitted are 100 of class 1, not \(quantum) of class \(use)")
        }
        for (quantum, use) in [(0, 1), (100, 0), (100, 3), (100, 4), (100, .max)] as [(UInt32, UInt32)] {
            let opened = try attempt(permit(quantum: quantum, class: use), quantum: quantum, class: use)
            #expect(!opened, "\(quantum) of class \(use)")
        }
        // An insider's firmware can open it: nobody but firmware decides that. What passes is counted.
        let word = try permit()
        let opened = try attempt(word)
        #expect(opened)
        let openedAgain = try attempt(word)
        #expect(!openedAgain, "no word is good twice")
        let reopened = try attempt(permit())
        #expect(reopened)
        _ = hostile.chip.execute(.forward, .work(60))
        #expect(hostile.chip.accelerator.meter.policyOperations == 60)
        let openings = hostile.chip.accelerator.openings
        _ = try hostile.sweep(from: MeterRegisters.base, count: 200, storing: 0)
        _ = try hostile.sweep(from: InterlockRegisters.openings, count: 2, storing: 0)
        #expect(hostile.chip.accelerator.meter.policyOperations == 60)
        #expect(hostile.chip.accelerator.openings == openings)
        // Tampering outweighs the permit.
        hostile.chip.trip(tamper: 1)
        for _ in 0..<2 {
            let opened = try attempt(permit())
            #expect(!opened)
            _ = try hostile.sweep(from: TamperRegisters.base, count: 16, storing: 0)
        }
    }

    @Test("never lowers a counter")
    func counters() throws {
        var hostile = try HostileChip(world)
        for counter in CounterID.all {
            for value in [9, 3, 0, 8, .max, 0] as [UInt32] {
                let before = hostile.chip.counter(counter)
                _ = try hostile.sweep(from: CounterRegisters.valueLow, count: 1, storing: value)
                _ = try hostile.sweep(from: CounterRegisters.valueHigh, count: 1, storing: 0)
                let challenge = try hostile.sweep(from: CounterRegisters.challenge, count: 2).map(\.value)
                let subject = Permit.subject(UInt64(value))
                let permit = Permit.word(Permit.half(challenge[0], subject), Permit.half(challenge[1], subject))
                _ = try hostile.sweep(from: CounterRegisters.permit, count: 1, storing: permit ^ 1)
                _ = try hostile.sweep(from: CounterRegisters.raise, count: 1, storing: counter.rawValue)
                if counter == .licence { #expect(hostile.chip.counter(counter) == before, "by another word") }
                let renewed = try hostile.sweep(from: CounterRegisters.challenge, count: 2).map(\.value)
                let word = Permit.word(Permit.half(renewed[0], subject), Permit.half(renewed[1], subject))
                _ = try hostile.sweep(from: CounterRegisters.permit, count: 1, storing: word)
                _ = try hostile.sweep(from: CounterRegisters.raise, count: 1, storing: counter.rawValue)
                #expect(hostile.chip.counter(counter) == max(before, UInt64(value)))
            }
            let before = hostile.chip.counter(counter)
            _ = try hostile.sweep(from: CounterRegisters.base, count: 16, storing: 0)
            #expect(hostile.chip.counter(counter) == before)
        }
    }

    @Test("signs under a key of its own, whose certificate names its measurement")
    func evidence() throws {
        var hostile = try HostileChip(world)
        let honest = try world.chip(mode: .native)
        try #require(honest.powerOn())
        let evidence = try Evidence(honest.send(.attest, Array(repeating: 5, count: 32)))
        let alias = try DICECertificate(der: evidence.aliasCertificate)
        let ram = try hostile.sweep(from: MemoryMap.handover, count: 0x2000 / 4).flatMap { probe in
            (0..<4).map { UInt8(truncatingIfNeeded: probe.value >> UInt32($0 * 8)) }
        }
        let certificates = ram.indices.compactMap { start -> DICECertificate? in
            guard start + 4 <= ram.count, ram[start] == 0x30, ram[start + 1] == 0x82 else { return nil }
            let end = start + 4 + Int(ram[start + 2]) << 8 + Int(ram[start + 3])
            return end <= ram.count ? try? DICECertificate(der: Array(ram[start..<end])) : nil
        }
        let own = try #require(
            certificates.first { $0.tcbInfo?.firmwareDigests == [Digest384(hashing: HostileChip.code)] })
        #expect(own.certificate.publicKey.raw != alias.certificate.publicKey.raw)
        // It signs what it likes, and only its own key's certificate fits.
        let signed = try hostile.vault(
            3, source: KeySlot.alias.rawValue, destination: 0, digest: evidence.signedDigest.bytes)
        #expect(signed.status == KeyStatus.good.rawValue)
        #expect(own.certificate.publicKey.verify(signed.signature, digest: evidence.signedDigest) == .valid)
        #expect(alias.certificate.publicKey.verify(signed.signature, digest: evidence.signedDigest) != .valid)
    }
}

extension CounterID {
    static let all: [CounterID] = (0..<16).compactMap { CounterID(rawValue: $0) }
}
