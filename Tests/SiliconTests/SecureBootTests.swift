import Attestation
import ChipABI
import Cryptography
import InterlockTesting
import Silicon
import Testing
import Wire

@Suite("Secure boot refuses")
struct SecureBootTests {
    let world = TestWorld()

    /// Boots a chip in both modes; both must stop at `fault` with the interlock closed and no command answered.
    private func expectRefused(
        _ fault: Fault, image: [UInt8]? = nil, minimumSecurityVersion: UInt32 = 2,
        keyTable: Attestation.KeyTable? = nil, tampering: (Chip) -> Void = { _ in },
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        for mode in ExecutionMode.allCases {
            let chip = try world.chip(
                mode: mode, image: image, minimumSecurityVersion: minimumSecurityVersion, keyTable: keyTable)
            tampering(chip)
            #expect(!chip.powerOn(), "\(mode)", sourceLocation: sourceLocation)
            #expect(chip.fault == fault, "\(mode)", sourceLocation: sourceLocation)
            #expect(chip.bootStatus == .failed, "\(mode)", sourceLocation: sourceLocation)
            #expect(!chip.accelerator.isOpen, "\(mode)", sourceLocation: sourceLocation)
            #expect(throws: Chip.Refusal.noAnswer, sourceLocation: sourceLocation) {
                try chip.send(.attest, Array(repeating: 1, count: 32))
            }
        }
    }

    @Test("an empty flash")
    func empty() throws { try expectRefused(.imageMissing, image: []) }

    @Test("an image without the vendor's signature")
    func noVendor() throws {
        try expectRefused(.vendorSignatureMissing, image: world.image(signers: world.parties))
    }

    @Test("an image that one party of three signed")
    func oneParty() throws {
        try expectRefused(.imageQuorumMissing, image: world.image(signers: [world.vendor, world.parties[0]]))
    }

    @Test("an image that one party signed twice")
    func samePartyTwice() throws {
        let signers = [world.vendor, world.parties[1], world.parties[1]]
        try expectRefused(.imageQuorumMissing, image: world.image(signers: signers))
    }

    @Test("an image that a stranger signed beside the quorum")
    func stranger() throws {
        let signers = [world.vendor, world.parties[0], world.parties[1], TestWorld(99).parties[0]]
        try expectRefused(.imageQuorumMissing, image: world.image(signers: signers))
    }

    @Test("an image below the fused security version")
    func rolledBack() throws {
        try expectRefused(
            .imageRolledBack, image: world.image(securityVersion: 3), minimumSecurityVersion: 4)
    }

    @Test("an image at the fused security version boots: the bound is exact")
    func exactVersion() throws {
        let chip = try world.chip(
            mode: .native, image: world.image(securityVersion: 4), minimumSecurityVersion: 4)
        #expect(chip.powerOn())
    }

    @Test("another quorum's key table")
    func otherTable() throws {
        let other = TestWorld(7)
        try expectRefused(.keyTableMismatch, image: other.image())
    }

    @Test("a fused table whose quorum counts one key twice")
    func tableWithTwins() throws {
        // The maker of documents refuses such a table, so its bytes are made by hand.
        var bytes = world.keyTable.encoded()
        let twin = world.parties[0].publicKey
        bytes.replaceSubrange(4 + 144 * 2..<4 + 144 * 3, with: twin.classical.raw + twin.digest.bytes)
        let table = try? Attestation.KeyTable(bytes)
        guard let table else { return }
        try expectRefused(.keyTableMismatch, image: world.image(keyTable: table), keyTable: table)
    }

    @Test("one flipped bit anywhere in header, table, manifest or code", arguments: 0..<64)
    func flippedBit(sample: Int) throws {
        var image = world.image()
        var stream = world.seed.stream("flip/\(sample)")
        let region = sample % 2 == 1 ? image.count : sample % 4 == 0 ? 2_000 : 26_000
        let position = Int(stream.number(below: UInt64(region)))
        image[position] ^= 1 << UInt8(stream.number(below: 8))
        let chip = try world.chip(mode: .native, image: image)
        let booted = chip.powerOn()
        // Padding after the manifest and the code, and the ML-DSA-87 key of a party that did not sign, change nothing: evidence stays the same.
        if booted {
            let honest = try world.chip(mode: .native)
            honest.powerOn()
            let nonce = [UInt8](repeating: 3, count: 32)
            #expect(try chip.send(.attest, nonce) == honest.send(.attest, nonce), "bit at byte \(position)")
        } else {
            #expect(chip.fault != nil)
        }
    }

    @Test("slot B is taken where slot A does not hold", arguments: ExecutionMode.allCases)
    func slotB(mode: ExecutionMode) throws {
        let chip = try world.chip(mode: mode, image: [])
        chip.overwriteFlash(world.image(), at: MemoryMap.slotSize)
        #expect(chip.powerOn())
    }

    @Test("every boot counts, also one that fails")
    func bootCounter() throws {
        let chip = try world.chip(mode: .interpreted)
        for boot in 1...3 {
            chip.powerOn()
            #expect(chip.counter(.boot) == UInt64(boot))
            chip.powerOff()
        }
        let broken = try world.chip(mode: .native, image: [])
        broken.powerOn()
        #expect(broken.counter(.boot) == 1)
    }

    @Test("the alias key changes with the code, the device key does not")
    func aliasFollowsCode() throws {
        var code = FirmwareImages.builtIn.runtime
        code.append(contentsOf: [0, 0, 0, 0])
        let plain = try world.chip(mode: .native)
        let changed = try world.chip(mode: .native, image: world.image(code: code))
        let evidence = try [plain, changed].map { chip in
            #expect(chip.powerOn())
            return try Evidence(chip.send(.attest, Array(repeating: 1, count: 32)))
        }
        let chains = try evidence.map { evidence in
            try [evidence.aliasCertificate, evidence.deviceCertificate].map { try Certificate(der: $0) }
        }
        #expect(chains[0][0].publicKey != chains[1][0].publicKey)
        #expect(chains[0][1].publicKey == chains[1][1].publicKey)
    }

    @Test("the chain leads to the vendor's root, and its keys are the ones that sign")
    func chain() throws {
        let chip = try world.chip(mode: .interpreted)
        #expect(chip.powerOn())
        let evidence = try Evidence(chip.send(.attest, Array(repeating: 1, count: 32)))
        let local = try #require(evidence.localCertificate)
        let chain = try [evidence.aliasCertificate, local, evidence.deviceCertificate].map { try Certificate(der: $0) }
        let root = try Certificate(der: world.factory().root())
        try CertificateChain.verify(
            leaf: chain[0], intermediates: [chain[1], chain[2]], anchors: [root], at: UTCSeconds(1_800_000_000))
    }
}
