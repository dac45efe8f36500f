import Accelerator
import Attestation
import ChipABI
import Cryptography
import InterlockTesting
import Silicon
import Testing
import Wire

@Suite("Update of the firmware")
struct UpdateTests {
    let world = TestWorld()
    /// Another image of the same firmware: what runs is the same, its digest is not.
    var newCode: [UInt8] { FirmwareImages.builtIn.runtime + [0x13, 0, 0, 0] }
    private var newImage: [UInt8] { world.image(code: newCode, securityVersion: 4) }
    /// `wfi` for ever: an image that is signed well and never becomes ready.
    private let sleeps: [UInt8] = [0x73, 0, 0x50, 0x10, 0x6f, 0xf0, 0xdf, 0xff]

    private func events(_ claims: Claims) -> [LogEntry.Event] { claims.log.entries.map(\.event) }

    private func use(_ operations: UInt128, on chip: Chip) throws {
        chip.load(weights: TestWorld.model, bytes: 1)
        _ = try chip.send(.measureModel)
        _ = try chip.open(.inference, operations)
        _ = chip.execute(.prefill, .work(operations))
        _ = try chip.send(.closeInterlock)
    }

    @Test("keeps licence, meter and log, changes the alias key, and is told", arguments: ExecutionMode.allCases)
    func keepsAll(mode: ExecutionMode) throws {
        let chip = try world.readyChip(mode)
        try use(300, on: chip)
        let before = try Evidence(chip.send(.attest, Array(repeating: 5, count: 32)))
        try chip.update(newImage)
        try #require(chip.powerOn())
        try use(200, on: chip)
        let after = try Evidence(chip.send(.attest, Array(repeating: 6, count: 32)))
        #expect(after.claims.log.first == before.claims.log.next)
        #expect(after.claims.log.before == before.claims.log.head)
        #expect(after.claims.licence?.total.used == 500)
        #expect(after.claims.runtime.digest == Digest384(hashing: newCode))
        #expect(
            after.aliasCertificate != before.aliasCertificate && after.deviceCertificate == before.deviceCertificate)
        let digest = Digest384(hashing: newCode)
        let told = events(after.claims)
        #expect(told.contains(.updateInstalled(runtime: digest, securityVersion: 4)))
        #expect(told.contains(.updateConfirmed(runtime: digest, securityVersion: 4)))
        #expect(chip.state.fuses.minimumSecurityVersion == 4)
        #expect(chip.bootSelector.slot == 1 && chip.bootSelector.phase == .settled)
    }

    @Test("refuses the old image after the confirmation, in whichever slot a programmer puts it")
    func rollback() throws {
        let chip = try world.readyChip()
        try chip.update(newImage)
        try #require(chip.powerOn())
        #expect(throws: Chip.Refusal.fault(.imageRolledBack)) { try chip.update(world.image()) }
        // Both slots: the other one still holds the old image; the one that boots gets it.
        chip.overwriteFlash(world.image(), at: MemoryMap.slotSize)
        #expect(!chip.powerOn())
        #expect(chip.fault == .imageRolledBack)
        // Exchanged, the new image is found where the selector does not point, and boots.
        chip.overwriteFlash(newImage, at: 0)
        #expect(chip.powerOn())
        #expect(chip.state.fuses.minimumSecurityVersion == 4)
    }

    @Test("refuses what ROM would refuse, goes on with what runs, and logs the attempt")
    func refusals() throws {
        let one = world.image(code: newCode, securityVersion: 4, signers: [world.vendor, world.parties[0]])
        let noVendor = world.image(code: newCode, securityVersion: 4, signers: world.parties)
        let otherCode = Array(newImage.dropLast(4)) + [1, 2, 3, 4]
        // One bit of the key of the party that did not sign: with it, that party could sign no licence.
        let spareKey = 16 + world.keyTable.encoded().count + world.latticeKeys.count - 1
        var damagedKey = newImage
        damagedKey[spareKey] ^= 1
        let cases: [(Fault, [UInt8])] = [
            (.imageQuorumMissing, one), (.vendorSignatureMissing, noVendor),
            (.imageRolledBack, world.image(code: newCode, securityVersion: 1)), (.codeDigestMismatch, otherCode),
            (.keyTableMismatch, damagedKey), (.imageMissing, Array(repeating: 0, count: 4_096)),
        ]
        let chip = try world.readyChip()
        for (fault, image) in cases {
            #expect(throws: Chip.Refusal.fault(fault)) { try chip.update(image) }
            #expect(try chip.open(.inference, 10) == 10, "\(fault)")
            let told = events(try chip.claims())
            let entry = LogEntry.Event.updateRefused(
                reason: UInt64(fault.rawValue), image: Digest384(hashing: image))
            #expect(told.contains(entry), "\(fault)")
            try #require(chip.powerOn())
            #expect(chip.bootSelector.phase == .settled && chip.bootSelector.slot == 0)
            chip.load(weights: TestWorld.model, bytes: 1)
            _ = try chip.send(.measureModel)
        }
        #expect(chip.state.fuses.minimumSecurityVersion == 2)
    }

    @Test("keeps the interlock closed from its beginning on")
    func closed() throws {
        let chip = try world.readyChip()
        _ = try chip.open(.inference, 100)
        let begin: [UInt8] = [0, 0, 0x10, 0] + Digest384(hashing: newImage).bytes
        _ = try chip.send(.updateBegin, begin)
        #expect(!chip.accelerator.isOpen)
        #expect(throws: Chip.Refusal.fault(.updateInProgress)) { try chip.open(.inference, 10) }
        try chip.update(newImage)
        #expect(throws: Chip.Refusal.fault(.updateInProgress)) { try chip.open(.inference, 10) }
        #expect(throws: Chip.Refusal.fault(.updatePending)) { try chip.update(newImage) }
    }

    @Test("takes bytes in order only, and the whole image")
    func order() throws {
        let chip = try world.readyChip()
        let digest = Digest384(hashing: newImage).bytes
        #expect(throws: Chip.Refusal.fault(.updateOutOfOrder)) {
            try chip.send(.updateWrite, [0, 0, 0, 0, 1, 2, 3, 4])
        }
        #expect(throws: Chip.Refusal.fault(.updateOutOfOrder)) { try chip.send(.updateFinish) }
        for length: [UInt8] in [[0, 0, 0, 0], [0, 0, 0, 6], [0, 4, 0, 4], [0xff, 0xff, 0xff, 0xfc]] {
            #expect(throws: Chip.Refusal.fault(.updateLengthInvalid)) { try chip.send(.updateBegin, length + digest) }
        }
        for length in [0, 3, 51, 53] {
            #expect(throws: Chip.Refusal.fault(.malformedRequest)) {
                try chip.send(.updateBegin, Array(repeating: 0, count: length))
            }
        }
        _ = try chip.send(.updateBegin, [0, 0, 0, 8] + digest)
        for request: [UInt8] in [[], [0, 0, 0, 0], [0, 0, 0, 0, 1]] {
            #expect(throws: Chip.Refusal.fault(.malformedRequest)) { try chip.send(.updateWrite, request) }
        }
        for start: [UInt8] in [[0, 0, 0, 4], [0xff, 0xff, 0xff, 0xfc]] {
            #expect(throws: Chip.Refusal.fault(.updateOutOfOrder)) {
                try chip.send(.updateWrite, start + [1, 2, 3, 4])
            }
        }
        #expect(throws: Chip.Refusal.fault(.updateOutOfOrder)) {
            try chip.send(.updateWrite, [0, 0, 0, 0] + Array(repeating: 0, count: 12))
        }
        _ = try chip.send(.updateWrite, [0, 0, 0, 0, 1, 2, 3, 4])
        #expect(throws: Chip.Refusal.fault(.updateIncomplete)) { try chip.send(.updateFinish) }
        // The slot that runs is as it was.
        #expect(chip.powerOn())
    }

    @Test("falls back where the image does not become ready, and tells it", arguments: [true, false])
    func fallsBack(traps: Bool) throws {
        let chip = try world.readyChip(.interpreted)
        let code: [UInt8] = traps ? [0, 0, 0, 0] : sleeps
        try chip.update(world.image(code: code, securityVersion: 9))
        #expect(!chip.powerOn())
        #expect(!chip.accelerator.isOpen)
        try #require(chip.powerOn())
        let told = events(try chip.claims())
        let old = Digest384(hashing: FirmwareImages.builtIn.runtime)
        #expect(told.contains(.updateRolledBack(runtime: old, securityVersion: 3)))
        #expect(chip.state.fuses.minimumSecurityVersion == 2)
        // It is not tried again, and another update is taken.
        try #require(chip.powerOn())
        #expect(try chip.claims().runtime.digest == old)
        try chip.update(newImage)
        try #require(chip.powerOn())
        #expect(try chip.claims().runtime.digest == Digest384(hashing: newCode))
    }

    @Test("goes from slot to slot, and the fuse follows the confirmed image")
    func turns() throws {
        let chip = try world.readyChip()
        for version: UInt32 in 4..<8 {
            let code = newCode + [UInt8(version), 0, 0, 0]
            try chip.update(world.image(code: code, securityVersion: version))
            #expect(chip.state.fuses.minimumSecurityVersion < version)
            try #require(chip.powerOn())
            #expect(chip.bootSelector.slot == (version & 1 == 0 ? 1 : 0))
            #expect(chip.state.fuses.minimumSecurityVersion == version)
            #expect(try chip.claims().runtime.digest == Digest384(hashing: code))
        }
    }

    @Test("of the same security version can be followed by the other slot's image where its own is destroyed")
    func destroyed() throws {
        let chip = try world.readyChip()
        try chip.update(world.image(code: newCode, securityVersion: 3))
        try #require(chip.powerOn())
        chip.overwriteFlash([0, 0, 0, 0], at: MemoryMap.slotSize)
        try #require(chip.powerOn())
        #expect(try chip.claims().runtime.digest == Digest384(hashing: FirmwareImages.builtIn.runtime))
        // The next update goes into the destroyed slot, not over the only image.
        try chip.update(newImage)
        try #require(chip.powerOn())
        #expect(chip.bootSelector.slot == 1)
    }

    @Test("a core that hung is told after the reset, whatever the host does in between")
    func hang() throws {
        let chip = try world.readyChip(.interpreted)
        try chip.update(world.image(code: [0x6f, 0, 0, 0], securityVersion: 9))
        #expect(!chip.powerOn())
        try #require(chip.powerOn())
        let told = events(try chip.claims())
        let hung = LogEntry.Event.violation(reason: UInt64(Fault.firmwareHung.rawValue), count: 1)
        #expect(told.contains(hung))
    }
}
