import Accelerator
import Appraisal
import Attestation
import ChipABI
import Cryptography
import Silicon
import Wire

/// Keys, parties, images and chips of a small world, all from one seed: what most tests of the chip start from.
public struct TestWorld: Sendable {
    /// Where everything comes from.
    public let seed: Seed
    /// The vendor's keys.
    public let vendor: SigningKey
    /// Three parties' keys; two must sign.
    public let parties: [SigningKey]
    /// A model's weights.
    public static let model = Digest384(hashing: Array("a permitted model".utf8))
    /// Another model's, on no list.
    public static let unlisted = Digest384(hashing: Array("an unlisted model".utf8))
    /// Public keys already parsed.
    package let cache = PublicKeyCache()

    /// The world of a seed.
    public init(_ seed: UInt64 = 1, isHybrid: Bool = true) {
        self.seed = Seed(seed)
        let secrets = self.seed
        let key = { (name: String) in
            var stream = secrets.stream(name)
            return SigningKey(derivedFrom: stream.bytes(48), purpose: name, isHybrid: isHybrid)
        }
        vendor = key("vendor")
        parties = [key("party/0"), key("party/1"), key("party/2")]
    }

    /// The key table that is fused.
    public var keyTable: Attestation.KeyTable {
        guard
            let table = Attestation.KeyTable(
                imageQuorum: 2, licenceQuorum: 2, vendor: vendor.publicKey.raw, parties: parties.map(\.publicKey.raw))
        else { preconditionFailure("A table of three parties with quorums of two is well formed.") }
        return table
    }

    /// An image of `code`, signed by the vendor and two parties unless told otherwise.
    public func image(
        code: [UInt8]? = nil, securityVersion: UInt32 = 3, signers: [SigningKey]? = nil,
        keyTable: Attestation.KeyTable? = nil
    ) -> [UInt8] {
        let table = keyTable ?? self.keyTable
        let code = code ?? FirmwareImages.builtIn.runtime
        let content = SignedManifest.Content(
            version: "1.0.0", securityVersion: securityVersion, loadAddress: MemoryMap.code,
            entryAddress: MemoryMap.code, code: code, keyTable: table)
        let manifest = SignedManifest(signing: content, with: signers ?? [vendor, parties[0], parties[1]])
        return FlashSlot(
            keyTable: table.encoded(), latticeKeys: latticeKeys, manifest: manifest.encoded(), code: code
        ).encoded()
    }

    /// The signers' ML-DSA-87 keys as they lie behind the key table.
    public var latticeKeys: [UInt8] { FlashSlot.latticeKeys(of: ([vendor] + parties).map(\.publicKey)) }

    /// The factory.
    package func factory(
        minimumSecurityVersion: UInt32 = 2, lifeCycle: LifeCycle = .production,
        keyTable: Attestation.KeyTable? = nil
    ) throws -> Manufacture {
        guard let name = DistinguishedName(commonName: "Interlock test vendor") else {
            preconditionFailure("The vendor's name is well formed.")
        }
        return Manufacture(
            vendorKey: vendor, vendorName: name, keyTableDigest: (keyTable ?? self.keyTable).digest,
            minimumSecurityVersion: minimumSecurityVersion, lifeCycle: lifeCycle)
    }

    /// What a verifier of this world's production trusts.
    public func trust(timing: AppraisalTiming? = nil) throws -> TrustStore {
        let factory = try factory()
        return TrustStore(
            roots: [try Certificate(der: factory.root())], latticeRoots: try factory.latticeRoots(),
            referenceValues: ReferenceValues(
                rom: [FirmwareImages.builtIn.romDigest],
                runtime: [.init(version: "1.0.0", securityVersion: 3, digest: FirmwareImages.builtIn.runtimeDigest)],
                minimumSecurityVersion: 2),
            timing: timing)
    }

    /// A chip that is off.
    package func chip(
        _ name: String = "chip/0", mode: ExecutionMode, image: [UInt8]? = nil, minimumSecurityVersion: UInt32 = 2,
        lifeCycle: LifeCycle = .production, keyTable: Attestation.KeyTable? = nil
    ) throws -> Chip {
        let factory = try factory(
            minimumSecurityVersion: minimumSecurityVersion, lifeCycle: lifeCycle, keyTable: keyTable)
        let state = try factory.chip(seed.child(name), image: image ?? self.image(keyTable: keyTable))
        return Chip(state, firmware: .builtIn, mode: mode, cache: cache)
    }

    /// Terms for `chips` that a test then changes.
    public func terms(for chips: [ChipID], sequence: UInt64 = 1) -> Licence.Terms {
        Licence.Terms(
            agreement: Digest384(hashing: Array("agreement".utf8)), sequence: sequence, chips: chips,
            totalAllowance: 1_000_000, trainingAllowance: 100_000,
            models: [.init(weights: TestWorld.model, uses: [.inference, .training])], firstTick: 0, endTick: 1_000_000,
            firstBoot: 1, lastBoot: 100, quantum: 50_000)
    }

    /// What the host sends to install `terms`, signed by two parties unless told otherwise.
    public func installation(
        _ terms: Licence.Terms, on chip: ChipID, of chips: [ChipID], signers: [SigningKey]? = nil
    ) -> [UInt8] {
        let licence = Licence(signing: terms, with: signers ?? [parties[0], parties[2]])
        let set = ChipSet(chips)
        guard let installation = LicenceInstallation(licence, chip: chip, in: set) else {
            return LicenceInstallation(licence: licence.encoded(), index: 0, path: []).encoded()
        }
        return installation.encoded()
    }
}

extension TestWorld {
    /// A chip that is on, with a licence and its model loaded, measured and locked.
    package func readyChip(
        _ mode: ExecutionMode = .native, terms change: (inout Licence.Terms) -> Void = { _ in }
    ) throws -> Chip {
        let chip = try chip(mode: mode)
        guard chip.powerOn() else { throw Chip.Refusal.noAnswer }
        var terms = terms(for: [chip.id])
        change(&terms)
        _ = try chip.send(.installLicence, installation(terms, on: chip.id, of: [chip.id]))
        chip.load(weights: TestWorld.model, bytes: 100)
        _ = try chip.send(.measureModel)
        return chip
    }
}

extension Chip {
    /// What it attests to now.
    package func claims() throws -> Claims {
        try Evidence(send(.attest, Array(repeating: 5, count: 32))).claims
    }

    /// Opens for inference, computes so much, and closes.
    package func infer(_ operations: UInt128) throws {
        guard try open(.inference, operations) == operations, case .done = execute(.prefill, .work(operations)) else {
            throw Chip.Refusal.noAnswer
        }
        _ = try send(.closeInterlock)
    }

    /// The chip's identifier as documents carry it.
    package var id: ChipID {
        guard let id = ChipID(identifier) else { preconditionFailure("An identifier has 16 bytes.") }
        return id
    }
}

extension Accelerator.Counters {
    /// BF16 multiply-accumulates worth `operations` policy operations.
    public static func work(_ operations: UInt128, writesWeights: Bool = false) -> Accelerator.Counters {
        var counters = Accelerator.Counters()
        counters[.multiplyAccumulates(.bf16)] = operations / 2
        if operations % 2 == 1 { counters[.vectorOperations(.bf16)] = 1 }
        if writesWeights { counters[.weightBytesWritten] = 64 }
        return counters
    }
}

extension Execution {
    /// Why nothing passed, where nothing did.
    package var block: Block? {
        if case .blocked(let block) = self { block } else { nil }
    }
}
