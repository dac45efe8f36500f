import Appraisal
import Attestation
import ChipABI
import Cryptography
import InterlockTesting
import Silicon
import Testing
import Wire

extension Chip {
    /// Evidence over a nonce of fives.
    func evidence() throws -> Evidence { try Evidence(send(.attest, Array(repeating: 5, count: 32))) }
}

extension TestWorld {
    /// The rules that a verifier of this world finds broken by a piece of evidence.
    func findings(_ evidence: Evidence) throws -> [Rule] {
        Appraiser(trust: try trust(), question: Question(nonce: evidence.claims.nonce, completeness: .part))
            .appraise([Exhibit(name: "evidence", bytes: evidence.encoded())]).findings.map(\.rule)
    }
}

@Suite("The local identity")
struct LocalIdentityTests {
    let world = TestWorld()

    @Test(
        "is another with every slot of field entropy, of which there are four; device and state stay",
        arguments: ExecutionMode.allCases)
    func entropy(mode: ExecutionMode) throws {
        let chip = try world.chip(mode: mode)
        let owner = world.owner("north")
        #expect(chip.powerOn())
        try world.transfer(chip, from: nil, to: owner, epoch: 1)
        chip.powerOff()
        #expect(chip.powerOn())
        let terms = world.terms(for: [chip.id])
        _ = try chip.send(.installLicence, world.installation(terms, on: chip.id, of: [chip.id]))
        var locals: Set<[UInt8]> = []
        var aliases: Set<[UInt8]> = []
        var devices: Set<[UInt8]> = []
        func look() throws {
            let evidence = try chip.evidence()
            // The trust directory has no licences: whose this chip's is can't be said, but who the chip is can.
            #expect(try !world.findings(evidence).contains { $0.id.hasPrefix("IL-AUTH") })
            #expect(evidence.claims.latchedFault == 0)
            locals.insert(try Certificate(der: try #require(evidence.localCertificate)).publicKey.raw)
            aliases.insert(try Certificate(der: evidence.aliasCertificate).publicKey.raw)
            devices.insert(evidence.deviceCertificate)
        }
        try look()
        for slot in 0..<4 {
            let before = locals.count
            _ = try chip.send(.burnEntropy, world.entropy(chip, [UInt8](repeating: 7, count: 32), by: owner))
            try look()
            #expect(locals.count == before, "it holds from the next reset on")
            chip.powerOff()
            #expect(chip.powerOn())
            try look()
            #expect(locals.count == slot + 2)
            #expect(aliases.count == slot + 2)
        }
        #expect(devices.count == 1)
        #expect(throws: Chip.Refusal.fault(.entropySpent)) {
            try chip.send(.burnEntropy, world.entropy(chip, [UInt8](repeating: 8, count: 32), by: owner))
        }
        for length in [0, 31, 33] {
            #expect(throws: Chip.Refusal.fault(.authorizationRefused)) {
                try chip.send(.burnEntropy, world.entropy(chip, [UInt8](repeating: 8, count: length), by: owner))
            }
        }
        // The licence is still in force: its state is sealed to the ROM layer.
        chip.load(weights: TestWorld.model, bytes: 100)
        _ = try chip.send(.measureModel)
        #expect(try chip.open(.inference, 10) == 10)
        let again = try ChipState(chip.state.encoded())
        #expect(again.fuses.fieldEntropy == chip.state.fuses.fieldEntropy)
    }

    @Test("of another chip, or none, makes a chain that is refused")
    func splices() throws {
        let (one, other) = (try world.chip(mode: .native), try world.chip("chip/1", mode: .native))
        #expect(one.powerOn() && other.powerOn())
        let (good, foreign) = (try one.evidence(), try other.evidence())
        #expect(try world.findings(good) == [])
        for local in [nil, foreign.localCertificate, good.deviceCertificate, good.aliasCertificate] {
            let spliced = Evidence(
                signing: good.claims, aliasCertificate: good.aliasCertificate, localCertificate: local,
                deviceCertificate: good.deviceCertificate,
                lattice: good.lattice.map { half in
                    .init(aliasCertificate: half.aliasCertificate, deviceCertificate: half.deviceCertificate) { _ in
                        half.signature
                    }
                }
            ) { _ in good.signature }
            #expect(try world.findings(spliced) == [.chainRefused])
        }
        let local = try #require(good.localCertificate)
        for index in local.indices {
            var flipped = local
            flipped[index] ^= 1
            let spliced = Evidence(
                signing: good.claims, aliasCertificate: good.aliasCertificate, localCertificate: flipped,
                deviceCertificate: good.deviceCertificate,
                lattice: good.lattice.map { half in
                    .init(aliasCertificate: half.aliasCertificate, deviceCertificate: half.deviceCertificate) { _ in
                        half.signature
                    }
                }
            ) { _ in good.signature }
            #expect(try world.findings(spliced).contains(.chainRefused), "byte \(index)")
        }
    }
}

@Suite("Sealed bytes")
struct SealingTests {
    let world = TestWorld()

    @Test("come back after a reset, in both modes, and are not to be seen meanwhile", arguments: ExecutionMode.allCases)
    func roundTrip(mode: ExecutionMode) throws {
        let chip = try world.chip(mode: mode)
        #expect(chip.powerOn())
        for length in [1, 47, 48, 49, 1024] {
            let text = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ length) }
            let sealed = try chip.send(.seal, text)
            #expect(sealed.count == length + 64)
            #expect(length < 8 || SecretSearch([text]).count(in: sealed) == 0)
            chip.powerOff()
            #expect(chip.powerOn())
            #expect(try chip.send(.unseal, sealed) == text)
            #expect(try chip.send(.seal, text) != sealed)
        }
        for length in [0, 1025] {
            #expect(throws: Chip.Refusal.fault(.malformedRequest)) {
                try chip.send(.seal, [UInt8](repeating: 0, count: length))
            }
        }
    }

    @Test("are refused by another chip, a changed runtime, after new field entropy, and with any byte changed")
    func elsewhere() throws {
        let chip = try world.chip(mode: .native)
        #expect(chip.powerOn())
        let text = Array("for this runtime's eyes".utf8)
        let sealed = try chip.send(.seal, text)
        for index in sealed.indices {
            var changed = sealed
            changed[index] ^= 0x10
            #expect(throws: Chip.Refusal.fault(.sealBroken)) { try chip.send(.unseal, changed) }
        }
        for length in 0..<sealed.count {
            let fault: Fault = length <= 64 ? .malformedRequest : .sealBroken
            #expect(throws: Chip.Refusal.fault(fault)) { try chip.send(.unseal, Array(sealed[..<length])) }
        }
        let other = try world.chip("chip/1", mode: .native)
        #expect(other.powerOn())
        #expect(throws: Chip.Refusal.fault(.sealBroken)) { try other.send(.unseal, sealed) }

        // The same chip under a signed runtime that differs in four bytes that are never run: its state still opens.
        let changed = chip
        var flash = changed.state
        flash.flash.write(world.image(code: FirmwareImages.builtIn.runtime + [0, 0, 0, 0]), at: 0)
        let updated = Chip(flash, firmware: .builtIn, mode: .native, cache: world.cache)
        #expect(updated.powerOn())
        #expect(try updated.claims().latchedFault == 0)
        #expect(throws: Chip.Refusal.fault(.sealBroken)) { try updated.send(.unseal, sealed) }

        #expect(try chip.send(.unseal, sealed) == text)
        _ = try chip.send(.burnEntropy, [UInt8](repeating: 1, count: 32))
        chip.powerOff()
        #expect(chip.powerOn())
        #expect(throws: Chip.Refusal.fault(.sealBroken)) { try chip.send(.unseal, sealed) }
    }
}

@Suite("Life cycle")
struct LifeCycleTests {
    let world = TestWorld()

    private func word(_ lifeCycle: LifeCycle) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: lifeCycle.rawValue >> UInt32(24 - 8 * $0)) }
    }

    private func authorization(
        _ act: Authorization.Act, _ chip: Chip, signers: [SigningKey]? = nil, challenge: [UInt8]? = nil,
        id: ChipID? = nil, lifeCycle: LifeCycle = .production
    ) throws -> [UInt8] {
        let given = try chip.send(.challenge)
        return Authorization(
            act, chip: id ?? chip.id, challenge: challenge ?? given, lifeCycle: lifeCycle.rawValue,
            signedBy: signers ?? [world.vendor, world.parties[0], world.parties[2]]
        ).encoded()
    }

    @Test("goes forward only", arguments: ExecutionMode.allCases)
    func forward(mode: ExecutionMode) throws {
        let chip = try world.chip(mode: mode, lifeCycle: .test)
        #expect(chip.powerOn())
        for (next, back) in [
            (LifeCycle.development, [LifeCycle.test, .development]), (.production, [.test, .development, .production]),
        ] {
            _ = try chip.send(.advanceLifeCycle, word(next))
            #expect(chip.lifeCycle == next)
            chip.powerOff()
            #expect(chip.powerOn())
            for back in back {
                #expect(throws: Chip.Refusal.fault(.lifeCycleRefused)) { try chip.send(.advanceLifeCycle, word(back)) }
            }
        }
        for request in [[], [1, 2, 3], [0, 0, 0, 0]] as [[UInt8]] {
            #expect(throws: Chip.Refusal.self) { try chip.send(.advanceLifeCycle, request) }
        }
        #expect(throws: Chip.Refusal.fault(.challengeMissing)) { try chip.send(.advanceLifeCycle, word(.endOfLife)) }
        #expect(chip.lifeCycle == .production)
        #expect(try chip.claims().debugStatus == .disabledPermanently)
    }

    @Test("at its end a chip boots, says so, and serves nothing", arguments: ExecutionMode.allCases)
    func end(mode: ExecutionMode) throws {
        let chip = try world.readyChip(mode)
        _ = try chip.send(.advanceLifeCycle, word(.endOfLife) + authorization(.endOfLife, chip))
        chip.powerOff()
        #expect(chip.powerOn())
        let claims = try chip.claims()
        #expect(claims.latchedFault == UInt64(Fault.endOfLife.rawValue))
        #expect(claims.debugStatus == .disabledPermanently)
        chip.load(weights: TestWorld.model, bytes: 100)
        let terms = world.terms(for: [chip.id], sequence: 2)
        for attempt in [
            { _ = try chip.send(.installLicence, world.installation(terms, on: chip.id, of: [chip.id])) },
            { _ = try chip.send(.measureModel) }, { _ = try chip.open(.inference, 10) },
            { _ = try chip.open(.training, 10) },
        ] as [() throws -> Void] {
            #expect(throws: Chip.Refusal.fault(.endOfLife)) { try attempt() }
        }
        #expect(!chip.accelerator.isOpen)
        #expect(chip.debugLoad(FuseRegisters.lifeCycle) == nil)
    }

    @Test("the debug port is alive in test and development, dead in production and after, and shows no key")
    func port() throws {
        for (lifeCycle, isAlive) in [
            (LifeCycle.test, true), (.development, true), (.production, false), (.endOfLife, false),
        ] {
            for mode in ExecutionMode.allCases {
                let chip = try world.chip(mode: mode, lifeCycle: lifeCycle)
                #expect(chip.powerOn())
                #expect(chip.debugLoad(FuseRegisters.lifeCycle) == (isAlive ? lifeCycle.rawValue : nil))
                #expect(chip.debugStore(0x5a, to: KeyRegisters.publicKey) == isAlive)
                #expect(chip.debugLoad(KeyRegisters.publicKey) == (isAlive ? 0x5a : nil))
                guard isAlive else {
                    let isSilent = stride(from: UInt32(0x4000_0000), to: 0x4010_0000, by: 64)
                        .allSatisfy { chip.debugLoad($0) == nil && !chip.debugStore(1, to: $0) }
                    #expect(isSilent)
                    continue
                }
                let seen = stride(from: UInt32(0x4000_0000), to: 0x4010_0000, by: 4).flatMap { address in
                    let word = chip.debugLoad(address) ?? 0
                    return (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32($0 * 8)) }
                }
                #expect(SecretSearch(chip.vaultSecrets.values).count(in: seen) == 0)
                #expect(try chip.claims().debugStatus == .enabled)
            }
        }
    }

    @Test("a chip in test or development is never accepted by a verifier, whatever its runtime claims")
    func testChips() throws {
        for lifeCycle in [LifeCycle.test, .development] {
            let chip = try world.chip(mode: .native, lifeCycle: lifeCycle)
            #expect(chip.powerOn())
            let evidence = try chip.evidence()
            #expect(try world.findings(evidence).contains(.debugEnabled))
            // A runtime that lies, with the alias key that ROM gave it.
            var claims = evidence.claims
            claims.debugStatus = .disabledPermanently
            let scalar = try #require(chip.vaultSecrets[KeySlot.alias.rawValue])
            let key = try P384.PrivateKey(scalar: scalar)
            let second = try #require(
                MLDSA87.PrivateKey(seed: chip.vaultSecrets[KeySlot.latticeAlias.rawValue] ?? []))
            let lie = Evidence(
                signing: claims, aliasCertificate: evidence.aliasCertificate,
                localCertificate: evidence.localCertificate, deviceCertificate: evidence.deviceCertificate,
                lattice: evidence.lattice.map { half in
                    .init(aliasCertificate: half.aliasCertificate, deviceCertificate: half.deviceCertificate) {
                        second.sign(message: $0)
                    }
                }
            ) { key.sign(digest: $0).bytes }
            #expect(try world.findings(lie) == [.debugEnabled])
        }
    }

    @Test("a debug unlock takes the vendor and a quorum, over this chip, its challenge, the act and its life cycle")
    func unlockRefusals() throws {
        let chip = try world.readyChip()
        let before = chip.vaultSecrets
        let old = try chip.send(.challenge)
        let stranger = TestWorld(99).vendor
        let (vendor, parties) = (world.vendor, world.parties)
        let other = try world.chip("chip/1", mode: .native)
        let good = try authorization(.debugUnlock, chip)
        let requests: [() throws -> [UInt8]] = [
            { try authorization(.debugUnlock, chip, signers: [parties[0], parties[1], parties[2]]) },
            { try authorization(.debugUnlock, chip, signers: [vendor, parties[0]]) },
            { try authorization(.debugUnlock, chip, signers: [vendor, vendor, parties[0]]) },
            { try authorization(.debugUnlock, chip, signers: [vendor, parties[0], parties[0]]) },
            { try authorization(.debugUnlock, chip, signers: [stranger, parties[0], parties[1]]) },
            { try authorization(.debugUnlock, chip, signers: [vendor, parties[0], parties[1], stranger]) },
            { try authorization(.debugUnlock, chip, challenge: old) },
            { try authorization(.debugUnlock, chip, challenge: []) },
            { try authorization(.debugUnlock, chip, id: other.id) },
            { try authorization(.debugUnlock, chip, lifeCycle: .development) },
            { try authorization(.endOfLife, chip) },
            {
                _ = try chip.send(.challenge); return good
            },
            {
                _ = try chip.send(.challenge); return []
            },
            {
                _ = try chip.send(.challenge); return world.image()
            },
        ]
        for (index, request) in requests.enumerated() {
            let request = try request()
            #expect(throws: Chip.Refusal.fault(.authorizationRefused), "request \(index)") {
                try chip.send(.unlockDebug, Array(request.prefix(4096)))
            }
            // A challenge serves once, whatever came of it.
            #expect(throws: Chip.Refusal.fault(.challengeMissing)) { try chip.send(.unlockDebug, good) }
        }
        let fresh = try authorization(.debugUnlock, chip)
        chip.powerOff()
        #expect(chip.powerOn())
        #expect(throws: Chip.Refusal.fault(.challengeMissing)) { try chip.send(.unlockDebug, fresh) }
        #expect(chip.debugLoad(FuseRegisters.lifeCycle) == nil)
        #expect(chip.vaultSecrets == before)
    }

    @Test("an unlocked chip has no secret any more, and never makes evidence again", arguments: ExecutionMode.allCases)
    func unlock(mode: ExecutionMode) throws {
        let chip = try world.readyChip(mode)
        _ = try chip.open(.inference, 10)
        let search = SecretSearch(chip.vaultSecrets.values)
        _ = try chip.send(.unlockDebug, try authorization(.debugUnlock, chip))
        #expect(!chip.accelerator.isOpen)
        #expect(chip.vaultSecrets.isEmpty)
        #expect(search.count(in: chip.state.encoded()) == 0)
        #expect(chip.debugLoad(FuseRegisters.isDebuggable) == 1)
        #expect(throws: Chip.Refusal.fault(.signingFailed)) { try chip.evidence() }
        chip.powerOff()
        #expect(!chip.powerOn())
        #expect(chip.fault == .keyDerivationFailed)
        #expect(chip.debugLoad(FuseRegisters.isDebuggable) == 1)
        let again = Chip(try ChipState(chip.state.encoded()), firmware: .builtIn, mode: mode, cache: world.cache)
        #expect(!again.powerOn())
    }

    @Test("firmware that unlocks of itself gains a chip without secrets")
    func hostileUnlock() throws {
        var hostile = try HostileChip(world)
        for bit in 0..<32 as Range<UInt32> {
            _ = try hostile.sweep(
                from: FuseRegisters.unlockDebug, count: 1, storing: FuseRegisters.unlockWord ^ 1 << bit)
            #expect(hostile.chip.debugLoad(FuseRegisters.lifeCycle) == nil)
        }
        _ = try hostile.sweep(from: FuseRegisters.unlockDebug, count: 1, storing: FuseRegisters.unlockWord)
        #expect(hostile.chip.vaultSecrets.isEmpty)
        #expect(!hostile.chip.powerOn())
    }
}
