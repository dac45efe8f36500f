import Attestation
import ChipABI
import Cryptography
import InterlockTesting
import Silicon
import Testing
import Wire

/// Both signatures or none: what a thief of one algorithm, or of one key, might try on a chip.
@Suite("Hybrid signatures")
struct HybridTests {
    let world = TestWorld()

    /// The same signer without its ML-DSA-87 half, or with another's.
    private static func classical(_ key: SigningKey) -> SigningKey {
        SigningKey(classical: key.classical, postQuantum: nil)
    }

    /// The COSE_Signatures of a licence by two signers, each as its bytes, and what is before them.
    private func parts(_ licence: [UInt8]) throws -> (head: [UInt8], signatures: [[UInt8]]) {
        let lengths = [115, 4647, 115, 4647]
        var start = licence.count - lengths.reduce(0, +)
        let head = Array(licence[..<(start - 1)])
        try #require(licence[start - 1] == 0x84)
        return (
            head,
            lengths.map { length in
                defer { start += length }
                return Array(licence[start..<start + length])
            }
        )
    }

    private func refusal(_ chip: Chip, _ licence: [UInt8]) -> Chip.Refusal? {
        do throws(Chip.Refusal) {
            _ = try chip.send(.installLicence, LicenceInstallation(licence: licence, index: 0, path: []).encoded())
            return nil
        } catch { return error }
    }

    @Test("a licence's halves missing, doubled, reordered or mixed", arguments: ExecutionMode.allCases)
    func halves(mode: ExecutionMode) throws {
        let chip = try world.chip(mode: mode)
        try #require(chip.powerOn())
        let good = Licence(signing: world.terms(for: [chip.id]), with: [world.parties[0], world.parties[1]]).encoded()
        let (head, signature) = try parts(good)
        let unpaired: [[Int]] = [
            [0], [1], [0, 2], [1, 3], [0, 1, 2], [0, 1, 3], [0, 2, 3], [1, 0, 3, 2], [1, 0, 2, 3], [0, 2, 1, 3],
            [0, 3, 2, 1], [2, 1, 0, 3], [0, 0, 2, 2], [1, 1, 3, 3], [0, 0, 1, 2, 3], [0, 1, 1, 2, 3], [0, 1, 2, 3, 0],
        ]
        for order in unpaired {
            let bytes = head + [0x80 | UInt8(order.count)] + order.flatMap { signature[$0] }
            #expect(refusal(chip, bytes) == .fault(.licenceSignatureUnpaired), "\(order)")
        }
        let twice = head + [0x86] + [0, 1, 2, 3, 0, 1].flatMap { signature[$0] }
        #expect(refusal(chip, twice) == .fault(.licenceSignerDuplicate))
        #expect(refusal(chip, head + [0x82] + signature[0] + signature[1]) == .fault(.licenceQuorumMissing))
        for (index, fault) in [(0, Fault.licenceSignatureInvalid), (1, .licenceSignatureInvalid)] {
            var changed = signature
            changed[index][changed[index].count - 1] ^= 1
            #expect(refusal(chip, head + [0x84] + changed.flatMap { $0 }) == .fault(fault))
        }
        #expect(chip.counter(.licence) == 0)
        #expect(refusal(chip, good) == nil)
    }

    /// What a COSE_Signature of a licence signs, from the bytes before the list of them (RFC 9052, section 4.4).
    private func signedBytes(_ head: [UInt8], _ signature: [UInt8]) -> [UInt8] {
        // d8 62 84, the protected header behind 58 and its length, a0, then the payload.
        let protected = head[3..<(5 + Int(head[4]))]
        let payload = head[(protected.endIndex + 1)...]
        return [0x85, 0x69] + Array("Signature".utf8) + protected + signature[1..<16] + [0x40] + payload
    }

    @Test("whoever has one half of a party's key signs nothing", arguments: ExecutionMode.allCases)
    func oneHalf(mode: ExecutionMode) throws {
        let chip = try world.chip(mode: mode)
        try #require(chip.powerOn())
        let good = Licence(signing: world.terms(for: [chip.id]), with: [world.parties[0], world.parties[1]]).encoded()
        let (head, signature) = try parts(good)
        // Each signs what is to be signed, under the party's name: with the right keys that is the licence itself.
        let signed = { (key: SigningKey) throws -> [UInt8] in
            let first = Digest384(hashing: signedBytes(head, signature[2]))
            let second = try #require(key.postQuantum).sign(message: signedBytes(head, signature[3]))
            var bytes = head + [0x84] + signature[0] + signature[1]
            bytes += signature[2].dropLast(96) + key.classical.sign(digest: first).bytes
            bytes += signature[3].dropLast(4627) + second
            return bytes
        }
        #expect(try signed(world.parties[1]) == good)
        let stranger = TestWorld(9).parties[0]
        for thief in [
            SigningKey(classical: world.parties[1].classical, postQuantum: stranger.postQuantum),
            SigningKey(classical: stranger.classical, postQuantum: world.parties[1].postQuantum),
        ] {
            #expect(try refusal(chip, signed(thief)) == .fault(.licenceSignatureInvalid))
        }
        // Nor does it help to put the stranger's key into flash where the party's was.
        let place = UInt32(16 + world.keyTable.encoded().count + 2592 * 2)
        chip.overwriteFlash(try #require(stranger.publicKey.postQuantum).raw, at: place)
        let thief = SigningKey(classical: world.parties[1].classical, postQuantum: stranger.postQuantum)
        #expect(try refusal(chip, signed(thief)) == .fault(.licenceKeyInvalid))
        #expect(chip.counter(.licence) == 0)
    }

    @Test("no downgrade: a hybrid chip takes no classical image or licence, a classical chip no hybrid one")
    func downgrade() throws {
        let classicalWorld = TestWorld(1, isHybrid: false)
        #expect(classicalWorld.vendor.publicKey.classical == world.vendor.publicKey.classical)
        for mode in ExecutionMode.allCases {
            let signers = [world.vendor, world.parties[0], world.parties[1]].map(Self.classical)
            let image = try world.chip(mode: mode, image: world.image(signers: signers))
            #expect(!image.powerOn())
            #expect(image.fault == .imageSignatureUnpaired)
            let table = try world.chip(mode: mode, image: classicalWorld.image())
            #expect(!table.powerOn())
            #expect(table.fault == .keyTableMismatch)

            let chip = try world.chip(mode: mode)
            try #require(chip.powerOn())
            let classicalLicence = classicalWorld.installation(
                classicalWorld.terms(for: [chip.id]), on: chip.id, of: [chip.id])
            #expect(throws: Chip.Refusal.fault(.licenceSignatureUnpaired)) {
                try chip.send(.installLicence, classicalLicence)
            }
            let old = try classicalWorld.chip(mode: mode)
            try #require(old.powerOn())
            #expect(throws: Chip.Refusal.fault(.licenceSignerUnknown)) {
                try old.send(.installLicence, world.installation(world.terms(for: [old.id]), on: old.id, of: [old.id]))
            }
            _ = try old.send(
                .installLicence,
                classicalWorld.installation(classicalWorld.terms(for: [old.id]), on: old.id, of: [old.id]))
            let evidence = try Evidence(old.send(.attest, Array(repeating: 5, count: 32)))
            #expect(evidence.lattice == nil)
        }
    }

    @Test(
        "nine signers sign an image, and eight a licence: the most that there can be", arguments: ExecutionMode.allCases
    )
    func mostSigners(mode: ExecutionMode) throws {
        let keys = (0..<9).map { SigningKey(derivedFrom: [UInt8($0)], purpose: "most signers") }
        let candidate = Attestation.KeyTable(
            imageQuorum: 8, licenceQuorum: 8, vendor: keys[0].publicKey.raw, parties: keys[1...].map(\.publicKey.raw))
        let table = try #require(candidate)
        let code = FirmwareImages.builtIn.runtime
        let content = SignedManifest.Content(
            version: "1.0.0", securityVersion: 3, loadAddress: MemoryMap.code, entryAddress: MemoryMap.code, code: code,
            keyTable: table)
        let image = FlashSlot(
            keyTable: table.encoded(), latticeKeys: FlashSlot.latticeKeys(of: keys.map(\.publicKey)),
            manifest: SignedManifest(signing: content, with: keys).encoded(), code: code)
        let chip = try world.chip(mode: mode, image: image.encoded(), keyTable: table)
        #expect(chip.powerOn(), "\(String(describing: chip.fault))")
        var terms = world.terms(for: [chip.id])
        terms.models = (0..<16).map { .init(weights: Digest384(hashing: [$0]), uses: [.inference]) }
        terms.models.sort { $0.weights < $1.weights }
        _ = try chip.send(
            .installLicence, world.installation(terms, on: chip.id, of: [chip.id], signers: Array(keys[1...])))
        #expect(try chip.claims().licence?.sequence == 1)
    }

    @Test("the ML-DSA engine refuses locked and foreign slots, numbers its answers, and takes a message once")
    func engine() throws {
        let vault = KeyVault(fuses: try world.chip(mode: .native).state.fuses, ownerEpoch: 0, cache: PublicKeyCache())
        var probe = LatticeProbe(vault: vault)
        #expect(probe.run(.sign, source: .latticeAlias, message: [1]) == .refused)
        #expect(probe.run(.makeKeyPair, source: .deviceSecret, destination: .latticeAlias) == .good)
        #expect(probe.run(.sign, source: .latticeAlias, message: [1]) == .good)
        #expect(probe.run(.verify, source: .latticeAlias, message: [1]) == .good)
        #expect(probe.run(.verify, source: .latticeAlias, message: [2]) == .invalid)
        #expect(probe.run(.verify, source: .latticeAlias, message: nil) == .refused)
        #expect(probe.run(.sign, source: .deviceSecret, message: [1]) == .refused)
        #expect(probe.run(.makeKeyPair, source: .latticeAlias, destination: .latticeIdentity) == .refused)
        #expect(probe.run(.makeKeyPair, source: .deviceSecret, destination: .deviceSecret) == .refused)
        #expect(probe.run(.verify, source: .latticeAlias, message: [1]) == .good)
        // An answer bears the number of what it answers.
        #expect(probe.word(afterVerifyingAs: 7) == 7 << 16 | KeyStatus.refused.rawValue)
        #expect(probe.word(afterVerifyingAs: 0xffff) == 0xffff << 16 | KeyStatus.refused.rawValue)
        probe.lock(.latticeAlias)
        #expect(probe.run(.sign, source: .latticeAlias, message: [1]) == .refused)
    }
}
