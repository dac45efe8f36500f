import Attestation
import ChipABI
import Cryptography
import Silicon

/// The vendor, parties and chips of a small world, all from one seed.
package struct Laboratory: Sendable {
    /// The vendor's key.
    package let vendor: SigningKey
    /// The parties' keys.
    package let parties: [(name: String, key: SigningKey)]
    /// The chips, off.
    package let chips: [(name: String, state: ChipState)]
    /// What a verifier trusts.
    package let trust: TrustStore

    /// The security version of the firmware that chips leave the factory with.
    package static let securityVersion: UInt32 = 1

    /// A world of a seed.
    ///
    /// - Parameters:
    ///   - seed: what all of it is made from.
    ///   - names: the parties' names, 1 to 8.
    ///   - quorum: how many parties must sign an image or a licence.
    ///   - count: how many chips.
    ///   - lifeCycle: the life cycle that the chips leave the factory in.
    ///   - isHybrid: whether keys are ML-DSA-87 beside P-384; classical chips are for comparison.
    /// - Throws: `LaboratoryError` where parties and quorum make no key table; what the certificate authority refuses,
    ///   which no such world makes it.
    package init(
        seed: Seed, parties names: [String], quorum: Int, chips count: Int, lifeCycle: LifeCycle,
        isHybrid: Bool = true
    ) throws {
        let key = { (name: String) in
            var stream = seed.stream("key/\(name)")
            return SigningKey(derivedFrom: stream.bytes(48), purpose: name, isHybrid: isHybrid)
        }
        let vendor = key("vendor")
        let parties = names.map { (name: $0, key: key("party/\($0)")) }
        let table = KeyTable(
            imageQuorum: quorum, licenceQuorum: quorum, vendor: vendor.publicKey.raw,
            parties: parties.map(\.key.publicKey.raw))
        guard let table, let name = DistinguishedName(commonName: "Interlock laboratory vendor") else {
            throw LaboratoryError.noKeyTable
        }
        let firmware = FirmwareImages.builtIn
        let content = SignedManifest.Content(
            version: "1.0.0", securityVersion: Laboratory.securityVersion, loadAddress: MemoryMap.code,
            entryAddress: MemoryMap.code, code: firmware.runtime, keyTable: table)
        let manifest = SignedManifest(signing: content, with: [vendor] + parties.prefix(quorum).map(\.key))
        let image = FlashSlot(
            keyTable: table.encoded(),
            latticeKeys: FlashSlot.latticeKeys(of: ([vendor] + parties.map(\.key)).map(\.publicKey)),
            manifest: manifest.encoded(), code: firmware.runtime)
        let factory = Manufacture(
            vendorKey: vendor, vendorName: name, keyTableDigest: table.digest,
            minimumSecurityVersion: Laboratory.securityVersion, lifeCycle: lifeCycle)
        var chips: [(name: String, state: ChipState)] = []
        for number in 0..<count {
            let digits = String(number)
            let name = "chip-" + String(repeating: "0", count: max(0, 3 - digits.count)) + digits
            chips.append((name, try factory.chip(seed.child(name), image: image.encoded())))
        }
        self.vendor = vendor
        self.parties = parties
        self.chips = chips
        trust = TrustStore(
            roots: [try Certificate(der: try factory.root())],
            latticeRoots: try factory.latticeRoots(),
            referenceValues: ReferenceValues(
                rom: [firmware.romDigest],
                runtime: [
                    .init(
                        version: content.version, securityVersion: UInt64(content.securityVersion),
                        digest: firmware.runtimeDigest)
                ], minimumSecurityVersion: UInt64(Laboratory.securityVersion)),
            parties: TrustedParties(
                licenceQuorum: quorum, imageQuorum: quorum, vendor: vendor.publicKey,
                parties: parties.map { Party(name: $0.name, key: $0.key.publicKey) }),
            licences: [],
            chips: ChipRegister(
                chips: chips.compactMap { chip in
                    ChipID(chip.state.fuses.chipIdentifier).map { .init(name: chip.name, id: $0) }
                }),
            challenges: nil, revocations: nil,
            timing: AppraisalTiming(epoch: Manufacture.notBefore, attestationInterval: 3_600, grace: 600))
    }
}

/// Why a small world can't be made.
package enum LaboratoryError: Error, Hashable, Sendable, CustomStringConvertible {
    /// There are too many parties, or the quorum is none of theirs.
    case noKeyTable

    /// The sentence, with its mend.
    package var description: String { "the parties and their quorum make no key table; give 1 to 8 parties" }
}
