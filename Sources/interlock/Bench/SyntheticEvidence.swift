import Attestation
import Cryptography
import Wire

/// Honest evidence without a chip, and the trust directory that it is kept under: only for measuring the verifier.
struct SyntheticEvidence {
    /// What a verifier trusts.
    let trust: TrustStore
    /// The messages, chip by chip.
    private(set) var messages: [[UInt8]] = []
    /// The alias key of each chip, and the digest and signature of each message, in the order of `messages`.
    private(set) var signatures: [(key: P384.PublicKey, digest: Digest384, signature: [UInt8])] = []
    /// The same of the ML-DSA-87 halves; empty where there are none.
    private(set) var latticeSignatures: [(key: MLDSA87.PublicKey, message: [UInt8], signature: [UInt8])] = []

    private static let model = Digest384(hashing: Array("model".utf8))
    private static let usePerAttestation: UInt128 = 3_000

    /// `count` messages of `chipCount` chips, each chip with one history from manufacture on.
    init(count: Int, chipCount: Int, isHybrid: Bool) throws {
        let key = { (name: String) in
            SigningKey(derivedFrom: Array("bench".utf8), purpose: name, isHybrid: isHybrid)
        }
        let chips = (0..<chipCount).compactMap { ChipID(Array(SHA384.digest(of: Array("chip \($0)".utf8)).prefix(16))) }
        let parties = (0..<3).map { key("party \($0)") }
        let terms = Licence.Terms(
            agreement: .zero, sequence: 1, chips: chips, totalAllowance: 1 << 100, trainingAllowance: 0,
            models: [.init(weights: SyntheticEvidence.model, uses: .inference)], firstTick: 0, endTick: 1 << 40,
            firstBoot: 1, lastBoot: 1, quantum: 1 << 20)
        let licence = Licence(signing: terms, with: Array(parties[..<2]))
        let root = key("root")
        let name = try SyntheticEvidence.name("Interlock bench vendor")
        let rootDER = try CertificateAuthority.selfSigned(
            name: name, key: root.classical, serial: [1], notBefore: 0, notAfter: .never, pathLength: nil)
        let latticeRoot = try root.postQuantum.map {
            try CertificateAuthority.selfSigned(
                name: name, key: $0, serial: [1], notBefore: 0, notAfter: .never, pathLength: nil)
        }
        let rom = Digest384(hashing: [0])
        let runtime = RuntimeMeasurement(version: "1.0.0", securityVersion: 1, digest: Digest384(hashing: [1]))
        var challenges: [Challenge] = []
        for (index, chip) in chips.enumerated() {
            let (device, alias) = (key("device \(index)"), key("alias \(index)"))
            let deviceName = try SyntheticEvidence.name("Interlock device \(chip)")
            let deviceDER = try CertificateAuthority.issue(
                subject: deviceName, publicKey: device.classical.publicKey, issuerKey: root.classical, issuerName: name,
                serial: [2],
                notBefore: 0, notAfter: .never, isCA: true, pathLength: 0, extensions: [])
            let aliasName = try SyntheticEvidence.name("Interlock alias \(chip)")
            let aliasDER = try CertificateAuthority.issue(
                subject: aliasName, publicKey: alias.classical.publicKey, issuerKey: device.classical,
                issuerName: deviceName, serial: [3], notBefore: 0, notAfter: .never, isCA: false,
                pathLength: nil, extensions: TCBInfo.certificateExtensions(of: runtime))
            let signer = try SyntheticEvidence.latticeSigner(
                root, name, device, deviceName, alias, aliasName, TCBInfo.certificateExtensions(of: runtime))
            var history = History(chip: chip, rom: rom, runtime: runtime, licence: licence)
            for turn in 0..<(count / chipCount) {
                let claims = history.attest(turn)
                challenges.append(
                    Challenge(chip: chip, nonce: claims.nonce, tick: claims.tick, answerBy: claims.tick))
                let evidence = Evidence(
                    signing: claims, aliasCertificate: aliasDER, deviceCertificate: deviceDER, lattice: signer
                ) { alias.classical.sign(digest: $0).bytes }
                messages.append(evidence.encoded())
                if let key = alias.postQuantum?.publicKey, let lattice = evidence.lattice {
                    latticeSignatures.append((key, evidence.latticeSignedBytes(), lattice.signature))
                }
                signatures.append((alias.classical.publicKey, evidence.signedDigest, evidence.signature))
            }
        }
        trust = TrustStore(
            roots: [try Certificate(der: rootDER)],
            latticeRoots: try latticeRoot.map { [try LatticeCertificate(der: $0)] } ?? [],
            referenceValues: ReferenceValues(
                rom: [rom],
                runtime: [
                    .init(version: runtime.version, securityVersion: runtime.securityVersion, digest: runtime.digest)
                ], minimumSecurityVersion: 1),
            parties: TrustedParties(
                licenceQuorum: 2, imageQuorum: 2, vendor: root.publicKey,
                parties: parties.enumerated().map { Party(name: "\($0)", key: $1.publicKey) }),
            licences: [licence],
            chips: ChipRegister(chips: chips.enumerated().map { .init(name: "chip-\($0)", id: $1) }),
            challenges: challenges, revocations: Revocations(),
            timing: AppraisalTiming(epoch: 0, attestationInterval: 3600, grace: 60))
    }

    /// The chip's ML-DSA-87 half: certificates and signer; nil for classical keys.
    private static func latticeSigner(
        _ root: SigningKey, _ rootName: DistinguishedName, _ device: SigningKey, _ deviceName: DistinguishedName,
        _ alias: SigningKey, _ aliasName: DistinguishedName, _ extensions: [CertificateExtension]
    ) throws -> Evidence.LatticeSigner? {
        guard let root = root.postQuantum, let device = device.postQuantum, let alias = alias.postQuantum else {
            return nil
        }
        let deviceDER = try CertificateAuthority.issue(
            subject: deviceName, publicKey: device.publicKey, issuerKey: root, issuerName: rootName, serial: [2],
            notBefore: 0, notAfter: .never, isCA: true, pathLength: 0, extensions: [])
        let aliasDER = try CertificateAuthority.issue(
            subject: aliasName, publicKey: alias.publicKey, issuerKey: device, issuerName: deviceName, serial: [3],
            notBefore: 0, notAfter: .never, isCA: false, pathLength: nil, extensions: extensions)
        return Evidence.LatticeSigner(aliasCertificate: aliasDER, deviceCertificate: deviceDER) {
            alias.sign(message: $0)
        }
    }

    private static func name(_ text: String) throws(CommandFailure) -> DistinguishedName {
        guard let name = DistinguishedName(commonName: text) else {
            throw CommandFailure(.couldNotRun, "the name \(text) can't be in a certificate")
        }
        return name
    }

    /// The history of one chip: it boots, takes a licence, infers, attests every hour.
    private struct History {
        let chip: ChipID
        let rom: Digest384
        let runtime: RuntimeMeasurement
        let licence: Licence
        var next: UInt64 = 0
        var head = Digest384.zero
        var used: UInt128 = 0

        mutating func attest(_ turn: Int) -> Claims {
            let tick = UInt64(turn + 1) * 3600
            let nonce = SHA384.digest(of: Array("nonce \(chip) \(turn)".utf8))
            var events: [LogEntry.Event] = []
            if turn == 0 {
                events = [
                    .boot(count: 1, runtime: runtime.digest, securityVersion: runtime.securityVersion),
                    .licenceInstalled(licence: licence.digest, sequence: 1),
                ]
            }
            for _ in 0..<3 {
                events.append(.modelLoaded(weights: SyntheticEvidence.model))
                events.append(
                    .usage(
                        .init(
                            workloadClass: .inference, openings: 1, used: SyntheticEvidence.usePerAttestation / 3,
                            model: SyntheticEvidence.model, licenceSequence: 1)))
            }
            events.append(.attested(nonce: Digest384(hashing: nonce)))
            used += SyntheticEvidence.usePerAttestation
            let before = (first: next, head: head)
            let entries = events.map { event in
                defer { next += 1 }
                return LogEntry(index: next, tick: tick, event: event)
            }
            for entry in entries { head = LogSegment.extend(head, by: entry.encoded()) }
            let terms = licence.terms
            return Claims(
                nonce: nonce, chip: chip, debugStatus: .disabledPermanently, bootCount: 1, rom: rom, runtime: runtime,
                tick: tick,
                licence: LicenceState(
                    digest: licence.digest, sequence: 1, total: Allowance(used: used, allowed: terms.totalAllowance),
                    training: Allowance(used: 0, allowed: 0)),
                meter: Meter(
                    total: used, training: 0,
                    counts: [.init(format: 3, multiplyAccumulates: used / 2, vectorOperations: 0)],
                    traffic: .init(
                        memoryRead: used, memoryWritten: used, weightsWritten: used, linkSent: used,
                        linkReceived: used)),
                workload: Workload(state: .locked, weights: SyntheticEvidence.model),
                log: LogSegment(
                    first: before.first, before: before.head, entries: entries, head: head, dropped: 0),
                interlock: InterlockState(isOpen: false, openings: UInt64(turn + 1) * 3, refusals: 0),
                counters: Counters(boot: 1, licenceSequence: 1, stateVersion: next), latchedFault: 0)
        }
    }
}
