import Attestation
import ChipABI
import Cryptography
import Silicon
import Wire

/// Keys, images, licences and chips for attacks, all from one seed.
package struct AttackWorld {
    /// Why a chip could not be brought to where an attack begins.
    package struct Failure: Error, Hashable {
        /// In words, what did not hold.
        package let reason: String
    }

    let vendor: SigningKey
    let parties: [SigningKey]
    let table: Attestation.KeyTable
    private let firmware: FirmwareImages
    private let seed: Seed
    private let factory: Manufacture
    let cache = PublicKeyCache(keepingOutcomes: ())

    static let model = Digest384(hashing: Array("a permitted model".utf8))
    static let unlisted = Digest384(hashing: Array("an unlisted model".utf8))
    static let minimumSecurityVersion: UInt32 = 2

    /// Keys and a factory, classical unless told otherwise: a hybrid chip's campaign has as many instructions again.
    package init(_ firmware: FirmwareImages = .builtIn, isHybrid: Bool = false) throws {
        self.firmware = firmware
        let seed = Seed(1).child("glitch")
        self.seed = seed
        let key = { (name: String) in
            var stream = seed.stream(name)
            return SigningKey(derivedFrom: stream.bytes(48), purpose: name, isHybrid: isHybrid)
        }
        vendor = key("vendor")
        parties = [key("party/0"), key("party/1"), key("party/2")]
        let table = Attestation.KeyTable(
            imageQuorum: 2, licenceQuorum: 2, vendor: vendor.publicKey.raw, parties: parties.map(\.publicKey.raw))
        guard let table, let name = DistinguishedName(commonName: "Interlock glitch vendor") else {
            throw Failure(reason: "the key table or the vendor's name is not well formed")
        }
        self.table = table
        factory = Manufacture(
            vendorKey: vendor, vendorName: name, keyTableDigest: table.digest,
            minimumSecurityVersion: AttackWorld.minimumSecurityVersion)
    }

    /// An image whose manifest signs `code`, and that carries `carried` where that is given.
    func image(
        code: [UInt8], carrying carried: [UInt8]? = nil, securityVersion: UInt32 = 3, signers: [SigningKey],
        forging forged: SignedDocument.Signature.Algorithm? = nil
    ) -> [UInt8] {
        let content = SignedManifest.Content(
            version: "1.0.0", securityVersion: securityVersion, loadAddress: MemoryMap.code,
            entryAddress: MemoryMap.code, code: code, keyTable: table)
        let manifest = SignedManifest(signing: content, with: signers)
        return FlashSlot(
            keyTable: table.encoded(),
            latticeKeys: FlashSlot.latticeKeys(of: ([vendor] + parties).map(\.publicKey)),
            manifest: AttackWorld.forge(forged, of: manifest.signatures, in: manifest.encoded()), code: carried ?? code
        ).encoded()
    }

    /// The message with the last bit of its last signature by an algorithm changed; as it is where none is named.
    private static func forge(
        _ algorithm: SignedDocument.Signature.Algorithm?, of signatures: [SignedDocument.Signature],
        in message: [UInt8]
    ) -> [UInt8] {
        guard let signature = signatures.last(where: { $0.algorithm == algorithm })?.bytes else { return message }
        var message = message
        for start in (0...message.count - signature.count).reversed()
        where message[start..<start + signature.count].elementsEqual(signature) {
            message[start + signature.count - 1] ^= 1
            break
        }
        return message
    }

    /// The signatures that a signer makes, and what an attack is called that changes a bit of one.
    var forgeries: [(name: String, algorithm: SignedDocument.Signature.Algorithm)] {
        table.isHybrid
            ? [("forged P-384 signature", .esp384), ("forged ML-DSA-87 signature", .mldsa87)]
            : [("forged signature", .esp384)]
    }

    /// A chip that is off.
    func chip(_ name: String = "chip", image: [UInt8]) throws -> Chip {
        Chip(
            try factory.chip(seed.child(name), image: image), firmware: firmware, mode: .interpreted, cache: cache)
    }

    /// A chip that runs its real firmware, with the given weights loaded and no licence.
    func runningChip(_ name: String = "chip", weights: Digest384 = model) throws -> Chip {
        let image = image(code: firmware.runtime, signers: [vendor, parties[0], parties[1]])
        let chip = try chip(name, image: image)
        guard chip.powerOn() else { throw Failure(reason: "a chip with a good image does not boot") }
        chip.load(weights: weights, bytes: 64)
        return chip
    }

    /// Terms for chips that an attack then changes.
    func terms(for chips: [ChipID]) -> Licence.Terms {
        Licence.Terms(
            agreement: Digest384(hashing: Array("agreement".utf8)), sequence: 1, chips: chips,
            totalAllowance: 1_000_000, trainingAllowance: 100_000,
            models: [.init(weights: AttackWorld.model, uses: [.inference, .training])], firstTick: 0,
            endTick: 1_000_000, firstBoot: 1, lastBoot: 100, quantum: 50_000)
    }

    /// What the host sends to install terms: on the only chip of their set, or on the one that `proof` is of.
    func installation(
        _ terms: Licence.Terms, signers: [SigningKey]? = nil,
        forging forged: SignedDocument.Signature.Algorithm? = nil, proof: InclusionProof<Digest384>? = nil
    ) -> [UInt8] {
        let licence = Licence(signing: terms, with: signers ?? [parties[0], parties[1]])
        let message = AttackWorld.forge(forged, of: licence.signatures, in: licence.encoded())
        let index = UInt64(proof?.index ?? 0)
        return LicenceInstallation(licence: message, index: index, path: proof?.path ?? []).encoded()
    }

    /// The identifier of a chip that was made here.
    static func identifier(of chip: Chip) throws -> ChipID { try identifier(chip.identifier) }

    /// A chip that no licence here is for.
    static func stranger() throws -> ChipID { try identifier(Array(repeating: 0x5a, count: 16)) }

    private static func identifier(_ bytes: [UInt8]) throws -> ChipID {
        guard let id = ChipID(bytes) else { throw Failure(reason: "a chip's identifier has not 16 bytes") }
        return id
    }

    /// What the host sends to open the interlock.
    static func opening(_ use: WorkloadClass, operations: UInt8 = 100) -> [UInt8] {
        [UInt8(use.rawValue)] + Array(repeating: 0, count: 15) + [operations]
    }

    /// The chip right after the host has sent a command.
    func state(
        of chip: Chip, after command: MailboxCommand, _ request: [UInt8] = []
    ) throws -> CoreState {
        guard let state = chip.coreState else { throw Failure(reason: "the chip's core is not interpreted, or off") }
        let core = FaultCore(state)
        core.submit(command, request)
        return core.state
    }
}
