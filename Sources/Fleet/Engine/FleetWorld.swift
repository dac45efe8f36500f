import Appraisal
import Attestation
import ChipABI
import Cryptography
import Silicon
import Telemetry

/// What exists before the first tick: keys, the firmware image, the factory, the chips' names, the licences.
///
/// All of it follows from the scenario and its seed.
package struct FleetWorld: Sendable {
    /// The version of the firmware that every chip runs.
    static let firmwareVersion = "1.0.0"
    /// Its security version, and the least that chips boot.
    static let securityVersion: UInt32 = 3

    /// The scenario.
    package let scenario: Scenario
    /// Whether keys, chips and signatures are hybrid, or classical for comparison.
    package let signatures: Question.Signatures
    /// Where randomness comes from.
    package let seed: Seed
    /// The parties' keys, in the order of the agreement.
    let partyKeys: [SigningKey]
    /// The parties, in the order of the agreement.
    package let parties: [Party]
    /// The image in every chip's flash.
    let image: [UInt8]
    private let keyTable: KeyTable
    /// The vendor's factory.
    let factory: Manufacture
    /// The vendor's root certificate.
    let root: Certificate
    /// The vendor's ML-DSA-87 root certificate; none where chips are classical.
    let latticeRoots: [LatticeCertificate]
    /// The chips' identifiers, by number.
    package let chips: [ChipID]
    /// The licences, in the order of the scenario, each with the tree of its chips.
    let licences: [(licence: Licence, tree: Merkle384)]
    /// The licences that cheats got parties to sign beside.
    let sideLicences: [SideLicence]
    /// The agreement's detector of training, before it has seen anything; nil where there is none.
    let watch: TrainingWatch?
    /// What licences hold chips to beside.
    let limits: AppraisalPolicy.ChipLimits
    /// The filter that each model of the scenario runs with; nil for none.
    let filters: [Digest384?]
    /// The training data that hosts have.
    let data: [DataPlan]
    /// The challenges, for each chip in the order of time.
    package let challenges: [[Challenge]]

    /// The world of a scenario.
    ///
    /// - Throws: what the certificate authority refuses; no scenario that was read makes it.
    package init(_ scenario: Scenario, signatures: Question.Signatures = .hybrid) throws(WorldError) {
        self.signatures = signatures
        self.scenario = scenario
        let seed = Seed(scenario.seed)
        self.seed = seed
        let key = { (name: String) in
            var stream = seed.stream(name)
            return SigningKey(
                derivedFrom: stream.bytes(48), purpose: name, isHybrid: signatures == .hybrid)
        }
        let agreement = scenario.agreement
        let vendor = key("vendor/key")
        partyKeys = agreement.parties.indices.map { key("party/\($0)/key") }
        parties = zip(agreement.parties, partyKeys).map { Party(name: $0, key: $1.publicKey) }
        guard
            let table = KeyTable(
                imageQuorum: agreement.firmwareQuorum, licenceQuorum: agreement.licenceQuorum,
                vendor: vendor.publicKey.raw, parties: partyKeys.map(\.publicKey.raw)),
            let name = DistinguishedName(commonName: scenario.vendor)
        else { throw WorldError(reason: "the parties or the vendor do not fit a key table") }
        keyTable = table
        image = FleetWorld.image(
            table, vendor, partyKeys, quorum: agreement.firmwareQuorum, securityVersion: FleetWorld.securityVersion)
        factory = Manufacture(
            vendorKey: vendor, vendorName: name, keyTableDigest: table.digest,
            minimumSecurityVersion: FleetWorld.securityVersion)
        do {
            root = try Certificate(der: try factory.root())
            latticeRoots = try factory.latticeRoots()
        } catch {
            throw WorldError(reason: "the vendor's root can't be made (\(error))")
        }
        chips = (0..<scenario.chipCount).compactMap { ChipID(Manufacture.identifier(FleetWorld.chipSeed(seed, $0))) }
        licences = FleetWorld.licences(scenario, chips: chips, keys: partyKeys)
        sideLicences = SideLicence.all(
            scenario, licences.map(\.licence), chips: chips, keys: partyKeys, seed: seed)
        watch = agreement.detector.map { TrainingWatch(.init($0)) }
        limits = agreement.chipLimits(of: nil)
        filters = scenario.models.map { model in
            agreement.models.first { $0.weights == model.weights }?.filter
        }
        data = DataPlan.known(under: agreement)
        challenges = (0..<scenario.chipCount).map { [chips] chip in
            FleetWorld.challenges(scenario, seed, chip: chip, id: chips[chip])
        }
    }

    private static func image(
        _ table: KeyTable, _ vendor: SigningKey, _ parties: [SigningKey], quorum: Int, securityVersion: UInt32
    ) -> [UInt8] {
        let code = FirmwareImages.builtIn.runtime
        let content = SignedManifest.Content(
            version: firmwareVersion, securityVersion: securityVersion,
            loadAddress: MemoryMap.code, entryAddress: MemoryMap.code, code: code, keyTable: table)
        let manifest = SignedManifest(signing: content, with: [vendor] + parties.prefix(quorum))
        return FlashSlot(
            keyTable: table.encoded(),
            latticeKeys: FlashSlot.latticeKeys(of: ([vendor] + parties).map(\.publicKey)),
            manifest: manifest.encoded(), code: code
        ).encoded()
    }

    /// The firmware that came before, signed by vendor and parties as today's is: its security version is one less.
    var oldImage: [UInt8] {
        FleetWorld.image(
            keyTable, factory.vendorKey, partyKeys, quorum: scenario.agreement.firmwareQuorum,
            securityVersion: FleetWorld.securityVersion - 1)
    }

    /// A chip from the same factory that is none of the fleet, switched on; nil where it can't be made.
    func spareChip(mode: ExecutionMode, at tick: UInt64) -> Chip? {
        guard let state = try? factory.chip(seed.child("spare chip"), image: image) else { return nil }
        let chip = Chip(state, firmware: .builtIn, mode: mode, cache: PublicKeyCache())
        chip.advance(to: tick)
        chip.powerOn()
        return chip
    }

    /// The chip with a number, switched off, as it left the factory.
    func chip(_ number: Int, mode: ExecutionMode, cache: PublicKeyCache) throws(WorldError) -> Chip {
        do {
            let state = try factory.chip(FleetWorld.chipSeed(seed, number), image: image)
            return Chip(state, firmware: .builtIn, mode: mode, cache: cache)
        } catch {
            throw WorldError(reason: "\(scenario.chipName(number)) can't be made (\(error))")
        }
    }

    private static func chipSeed(_ seed: Seed, _ number: Int) -> Seed { seed.child("chip/\(number)") }

    private static func licences(
        _ scenario: Scenario, chips: [ChipID], keys: [SigningKey]
    ) -> [(licence: Licence, tree: Merkle384)] {
        let policy = scenario.agreement.appraisalPolicy
        return scenario.licences.map { plan in
            let set = plan.chips.map { chips[$0] }
            var terms = Licence.Terms(
                agreement: scenario.agreement.digest, sequence: plan.sequence, chips: set,
                totalAllowance: plan.totalAllowance, trainingAllowance: plan.trainingAllowance,
                models: plan.models.flatMap { entries(of: scenario.models[$0], policy, isLimited: plan.isLimited) },
                firstTick: plan.ticks.lowerBound, endTick: plan.ticks.upperBound, firstBoot: plan.boots.lowerBound,
                lastBoot: plan.boots.upperBound, quantum: plan.quantum)
            if plan.isLimited { scenario.agreement.chipLimits(of: nil).bind(&terms) }
            return (Licence(signing: terms, with: plan.signers.map { keys[$0] }), Merkle384(entries: set.map(\.bytes)))
        }
    }

    /// A model's entries in a licence: with its parts, or by its weights alone.
    private static func entries(
        of model: ModelPlan, _ policy: AppraisalPolicy, isLimited: Bool
    ) -> [Licence.Terms.Model] {
        guard isLimited, let listed = policy.models.first(where: { $0.weights == model.weights }) else {
            return [.init(weights: model.weights, uses: model.uses)]
        }
        return listed.licensed.map { entry in
            var entry = entry
            entry.uses = model.uses
            return entry
        }
    }

    /// The terms of a licence by its place: those of the scenario, and then those that cheats got.
    func terms(ofLicence place: Int) -> Licence.Terms {
        place < licences.count
            ? licences[place].licence.terms : sideLicences[place - licences.count].licence.terms
    }

    /// What a host hands to a chip to install a licence; where the chip is not in its set, with a proof for another.
    func installation(licence: Int, on chip: Int) -> [UInt8] {
        let (signed, tree) = licences[licence]
        return installation(signed, tree: tree, at: scenario.licences[licence].chips.firstIndex(of: chip) ?? 0)
    }

    /// An installation with the proof for a place in the tree.
    func installation(_ licence: Licence, tree: Merkle384, at place: Int) -> [UInt8] {
        LicenceInstallation(
            licence: licence.encoded(), index: UInt64(place), path: tree.inclusionProof(at: place)?.path ?? []
        ).encoded()
    }

    /// The verifier's challenges to a chip: at the start, after every interval, at the end, and before each
    /// announced restart.
    private static func challenges(_ scenario: Scenario, _ seed: Seed, chip: Int, id: ChipID) -> [Challenge] {
        let interval = scenario.agreement.attestationInterval
        var ticks = interval > 0 ? Array(stride(from: 0, to: scenario.duration, by: Int(clamping: interval))) : [0]
        ticks += scenario.restarts.filter { $0.chips.contains(chip) }.map(\.tick)
        ticks.append(scenario.duration)
        var stream = seed.stream("verifier/\(chip)/nonces")
        return ticks.sorted().map { tick in
            Challenge(
                chip: id, nonce: stream.bytes(32), tick: tick,
                answerBy: tick.addingReportingOverflow(scenario.agreement.grace).partialValue)
        }
    }

    /// What the verifier trusts and knows.
    package var trust: TrustStore {
        let everyone = scenario.licences.map(\.chips).filter { $0.count < chips.count }
        var sets: [[Int]] = []
        for set in everyone where !sets.contains(set) { sets.append(set) }
        var registered = sets.map { set in set.map { chips[$0] } }
        for side in sideLicences where side.set.chips != chips && !registered.contains(side.set.chips) {
            registered.append(side.set.chips)
        }
        let timing = AppraisalTiming(
            epoch: scenario.epoch, attestationInterval: scenario.agreement.attestationInterval,
            grace: scenario.agreement.grace)
        return TrustStore(
            roots: [root], latticeRoots: latticeRoots,
            referenceValues: ReferenceValues(
                rom: [FirmwareImages.builtIn.romDigest],
                runtime: [
                    .init(
                        version: FleetWorld.firmwareVersion, securityVersion: UInt64(FleetWorld.securityVersion),
                        digest: FirmwareImages.builtIn.runtimeDigest)
                ], minimumSecurityVersion: UInt64(FleetWorld.securityVersion)),
            parties: TrustedParties(
                licenceQuorum: scenario.agreement.licenceQuorum, imageQuorum: scenario.agreement.firmwareQuorum,
                vendor: factory.vendorKey.publicKey, parties: parties),
            licences: licences.map(\.licence) + sideLicences.map(\.licence),
            chips: ChipRegister(
                chips: chips.enumerated().map { .init(name: scenario.chipName($0), id: $1) },
                sets: registered),
            challenges: challenges.flatMap(\.self),
            revocations: Revocations(asOf: timing.moment(of: scenario.duration)), timing: timing)
    }
}

/// Why the world of a scenario can't be made.
package struct WorldError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong.
    package let reason: String
    /// The sentence.
    package var description: String { reason }
}
