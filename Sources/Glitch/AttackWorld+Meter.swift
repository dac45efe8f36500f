import Accelerator
import Attestation
import ChipABI
import Cryptography
import Silicon
import Wire

extension AttackWorld {
    /// Attacks on the meter's commit: what was used is not charged, not told, or forgotten.
    func meterAttacks() throws -> [Attack] {
        try [spentAllowance()] + hidingAttacks() + replays()
    }

    static let nonce = [UInt8](repeating: 0xa5, count: 32)
    static let used: UInt128 = 900

    /// A licensed chip whose present opening has passed so much, and not been settled.
    private func usedChip(
        _ use: WorkloadClass = .inference, passing operations: UInt128 = used, allowance: UInt128 = 1_000_000,
        after preparation: (Chip) throws -> Void = { _ in }
    ) throws -> Chip {
        let chip = try licensedChip {
            $0.totalAllowance = allowance
            $0.trainingAllowance = min($0.trainingAllowance, allowance)
        }
        try preparation(chip)
        do { _ = try chip.open(use, operations) } catch {
            throw Failure(reason: "a good opening is refused: \(error)")
        }
        var cost = Accelerator.Counters()
        cost[.multiplyAccumulates(.bf16)] = operations / 2
        guard case .done = chip.execute(.prefill, cost) else {
            throw Failure(reason: "an opening does not pass what it was granted")
        }
        return chip
    }

    private func spentAllowance() throws -> Attack {
        let request = AttackWorld.opening(.inference)
        let chip = try usedChip(allowance: AttackWorld.used)
        return Attack(
            window: .meter, name: "allowance spent", start: try state(of: chip, after: .openInterlock, request),
            permitted: try state(of: usedChip(), after: .openInterlock, request),
            goal: .opening(
                count: chip.accelerator.openings, asking: [Question(.openInterlock, request)], use: nil))
    }

    // MARK: Usage that evidence must tell

    private func hidingAttacks() throws -> [Attack] {
        let attest = Question(.attest, AttackWorld.nonce)
        let permitted = try usedChip(passing: 2)
        let opening = AttackWorld.opening(.inference)
        return [
            try hiding("usage hidden at an opening", asking: [attest]) {
                try state(of: $0, after: .openInterlock, opening)
            },
            try hiding("usage hidden at an attestation", asking: []) {
                try state(of: $0, after: .attest, AttackWorld.nonce)
            },
            try hiding("usage hidden at a boot", asking: [attest], start: atBoot),
            Attack(
                window: .meter, name: "training told as inference",
                start: try state(of: usedChip(.training), after: .openInterlock, opening),
                permitted: try state(of: permitted, after: .openInterlock, opening),
                goal: .hiding(
                    Truth(total: 0, training: AttackWorld.used, in: .evidence(alias: try alias(of: permitted))),
                    asking: [attest])),
        ]
    }

    /// A requester that has all but asked for measurements, by SPDM, before the chip was used.
    func hidingFromMeasurements() throws -> Attack {
        var request: SPDMMeasurementsRequest?
        func start(passing operations: UInt128) throws -> CoreState {
            let chip = try usedChip(passing: operations) { request = try AttackWorld.measurementsRequest(to: $0) }
            return try state(of: chip, after: .spdm, AttackWorld.envelope + (request?.bytes ?? []))
        }
        let (hiding, permitted) = try (start(passing: AttackWorld.used), start(passing: 2))
        guard let request else { throw Failure(reason: "a chip does not speak SPDM") }
        return Attack(
            window: .measure, name: "usage hidden at a measurement", start: hiding, permitted: permitted,
            goal: .hiding(Truth(total: AttackWorld.used, training: 0, in: .measurements(request)), asking: []))
    }

    private static let envelope = [
        SPDMEnvelope.Binding.mctp.rawValue, SPDMEnvelope.Kind.clear.rawValue, SPDMEnvelope.Version.version13.rawValue,
    ]

    private static func measurementsRequest(to chip: Chip) throws -> SPDMMeasurementsRequest {
        var requester = SPDMRequester(binding: .mctp) { message in
            guard let answer = try? chip.send(.spdm, envelope + message.bytes) else { return nil }
            return SPDMRequester.Message(
                isSecured: false, bytes: Array(answer.dropFirst(SPDMEnvelope.headerLength)))
        }
        do throws(SPDMFailure) {
            try requester.negotiate()
            try requester.readCertificates()
        } catch { throw Failure(reason: "a chip does not negotiate SPDM: \(error)") }
        return requester.measurementsRequest(nonce: nonce, raw: true)
    }

    private func hiding(
        _ name: String, asking questions: [Question], start: (Chip) throws -> CoreState
    ) throws -> Attack {
        let chip = try usedChip()
        return Attack(
            window: .meter, name: name, start: try start(chip), permitted: try start(usedChip(passing: 2)),
            goal: .hiding(
                Truth(total: AttackWorld.used, training: 0, in: .evidence(alias: try alias(of: usedChip()))),
                asking: questions))
    }

    /// The key that a chip signs evidence with; the same in every chip here, for all are one chip.
    func alias(of chip: Chip) throws -> P384.PublicKey {
        let certificate: DICECertificate
        do {
            let evidence = try Evidence(chip.send(.attest, AttackWorld.nonce))
            certificate = try DICECertificate(der: evidence.aliasCertificate)
        } catch { throw Failure(reason: "a chip does not attest: \(error)") }
        return certificate.certificate.publicKey.precomputed()
    }

    /// The chip after a power cycle, a little before its runtime first reads the state that it saved, with the permitted
    /// weights loaded. What ROM and the runtime do before has nothing of the meter in it.
    private func atBoot(_ chip: Chip) throws -> CoreState {
        chip.powerOff()
        var core = FaultCore(chip.coreStateAtReset)
        guard core.run(toAddress: MemoryMap.code, within: GoldenRun.limit) else {
            throw Failure(reason: "a chip with a good image does not reach its runtime")
        }
        _ = core.load(weights: AttackWorld.model, bytes: 64)
        let start = core.state
        let saved = MemoryMap.flash + MemoryMap.stateOffset
        guard core.run(toLoadFrom: saved..<saved + 2 * MemoryMap.pageSize, within: GoldenRun.limit) else {
            throw Failure(reason: "a runtime does not read its saved state")
        }
        let length = core.attempted - start.attempted
        core.restore(start)
        _ = core.run(length - min(length, AttackWorld.approach))
        return core.state
    }

    /// Instructions before the first load of saved state that are in the window too: the calls that lead there.
    private static let approach: UInt64 = 1_000

    // MARK: Flash from before

    private func replays() throws -> [Attack] {
        let before = try licensedChip { _ in }
        let older = before.state
        do {
            _ = try before.open(.inference, AttackWorld.used)
            _ = try before.send(.attest, AttackWorld.nonce)
        } catch { throw Failure(reason: "a chip does not open and attest: \(error)") }
        AttackWorld.replay(older, at: MemoryMap.stateOffset, into: before)

        let revoked = try licensedChip { _ in }
        let first = revoked.state
        var terms = terms(for: [try AttackWorld.identifier(of: revoked)])
        terms.sequence = 2
        terms.totalAllowance = 0
        terms.trainingAllowance = 0
        do { _ = try revoked.send(.installLicence, installation(terms)) } catch {
            throw Failure(reason: "a later licence is refused: \(error)")
        }
        AttackWorld.replay(first, at: MemoryMap.licenceOffset, into: revoked)

        let changed = try licensedChip { _ in }
        try AttackWorld.changeLicence(in: changed)

        let permitted = try atBoot(licensedChip { _ in })
        return try [
            ("older state replayed", before), ("older licence replayed", revoked), ("stored licence changed", changed),
        ].map { name, chip in
            let count = chip.accelerator.openings
            return Attack(
                window: .meter, name: name, start: try atBoot(chip), permitted: permitted,
                goal: .opening(
                    count: count,
                    asking: [Question(.measureModel), Question(.openInterlock, AttackWorld.opening(.inference))],
                    use: nil))
        }
    }

    /// Puts the two pages of a record back to what they held earlier.
    private static func replay(_ state: ChipState, at offset: UInt32, into chip: Chip) {
        for page in [offset, offset + MemoryMap.pageSize] {
            chip.overwriteFlash(bytes(of: state.flash, page), at: page)
        }
    }

    private static func bytes(of flash: Flash, _ page: UInt32) -> [UInt8] {
        stride(from: page, to: page + MemoryMap.pageSize, by: 4).flatMap { offset in
            (0..<4).map { UInt8(truncatingIfNeeded: flash.load(offset) >> UInt32(8 * $0)) }
        }
    }

    /// Changes the stored licence where no decision looks: in the digest of the agreement.
    private static func changeLicence(in chip: Chip) throws {
        let digest = Digest384(hashing: Array("agreement".utf8)).bytes
        var isChanged = false
        for page in [MemoryMap.licenceOffset, MemoryMap.licenceOffset + MemoryMap.pageSize] {
            var content = bytes(of: chip.state.flash, page)
            guard let place = (0..<content.count - 48).first(where: { content[$0..<$0 + 48].elementsEqual(digest) })
            else { continue }
            content[place] ^= 1
            chip.overwriteFlash(content, at: page)
            isChanged = true
        }
        guard isChanged else { throw Failure(reason: "no licence is found in flash") }
    }
}
