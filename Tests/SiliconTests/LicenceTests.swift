import Accelerator
import Attestation
import ChipABI
import Cryptography
import InterlockTesting
import Silicon
import Testing
import Wire

/// What the firmware makes of licences. Every refusal must be by the firmware, logged with its reason, counted, and
/// leave the account as it was. Cases A1 to A10 are those of the literature on offline licensing.
@Suite("Licences")
struct LicenceTests {
    let world = TestWorld()

    private func readyChip(_ mode: ExecutionMode, _ name: String = "chip/0") throws -> Chip {
        let chip = try world.chip(name, mode: mode)
        try #require(chip.powerOn())
        return chip
    }

    private func evidence(_ chip: Chip) throws -> Evidence {
        try Evidence(chip.send(.attest, Array(repeating: 5, count: 32)))
    }

    /// Installs in both modes and expects one refusal, its log entry and an unchanged account.
    private func expectRefused(
        _ fault: Fault, afterGood: Bool = true, prepare: (Chip) throws -> Void = { _ in },
        sourceLocation: SourceLocation = #_sourceLocation, _ installation: (Chip) -> [UInt8]
    ) throws {
        for mode in ExecutionMode.allCases {
            let chip = try readyChip(mode)
            if afterGood {
                _ = try chip.send(
                    .installLicence,
                    world.installation(world.terms(for: [chip.id], sequence: 5), on: chip.id, of: [chip.id]))
            }
            try prepare(chip)
            let before = try evidence(chip).claims
            let refusal = #expect(throws: Chip.Refusal.self, sourceLocation: sourceLocation) {
                _ = try chip.send(.installLicence, installation(chip))
            }
            #expect(refusal == .fault(fault), "\(mode)", sourceLocation: sourceLocation)
            let after = try evidence(chip).claims
            #expect(after.licence == before.licence, "\(mode)", sourceLocation: sourceLocation)
            #expect(
                after.counters.licenceSequence == before.counters.licenceSequence, sourceLocation: sourceLocation)
            #expect(
                after.interlock.refusals == before.interlock.refusals + 1, "\(mode)", sourceLocation: sourceLocation)
            let reasons = after.log.entries.compactMap { entry -> UInt64? in
                if case .licenceRefused(let reason, _) = entry.event { reason } else { nil }
            }
            #expect(reasons == [UInt64(fault.rawValue)], "\(mode)", sourceLocation: sourceLocation)
            #expect(!chip.accelerator.isOpen, sourceLocation: sourceLocation)
        }
    }

    @Test("a licence of the quorum installs, and evidence says so", arguments: ExecutionMode.allCases)
    func installs(mode: ExecutionMode) throws {
        let chip = try readyChip(mode)
        let terms = world.terms(for: [chip.id], sequence: 5)
        _ = try chip.send(.installLicence, world.installation(terms, on: chip.id, of: [chip.id]))
        let claims = try evidence(chip).claims
        #expect(claims.licence?.sequence == 5)
        #expect(claims.licence?.digest == terms.digest)
        #expect(claims.licence?.total.allowed == 1_000_000)
        #expect(claims.counters.licenceSequence == 5)
    }

    @Test("membership is proved in sets of every size and at every place")
    func sets() throws {
        let chips = try (0..<9).map { try world.chip("chip/\($0)", mode: .native) }
        for count in 1...9 {
            let ids = chips.prefix(count).map(\.id)
            for chip in chips.prefix(count) {
                chip.powerOn()
                let terms = world.terms(for: ids, sequence: UInt64(count))
                _ = try chip.send(.installLicence, world.installation(terms, on: chip.id, of: ids))
            }
        }
    }

    @Test("A1: the same licence twice is a replay")
    func replay() throws {
        try expectRefused(.licenceReplayed) { chip in
            world.installation(world.terms(for: [chip.id], sequence: 5), on: chip.id, of: [chip.id])
        }
    }

    @Test("A2: replay across a power cycle")
    func replayAcrossBoot() throws {
        try expectRefused(.licenceReplayed, prepare: { #expect($0.powerOn()) }) { chip in
            world.installation(world.terms(for: [chip.id], sequence: 5), on: chip.id, of: [chip.id])
        }
    }

    @Test("A3: no number of later licences makes an old one new")
    func replayAfterMany() throws {
        try expectRefused(
            .licenceReplayed,
            prepare: { chip in
                for sequence in 6...40 {
                    let terms = world.terms(for: [chip.id], sequence: UInt64(sequence))
                    _ = try chip.send(.installLicence, world.installation(terms, on: chip.id, of: [chip.id]))
                }
            },
            { chip in world.installation(world.terms(for: [chip.id], sequence: 5), on: chip.id, of: [chip.id]) })
    }

    @Test("A4: a licence for another chip, with every proof that a cheat could try")
    func otherChip() throws {
        let other = try world.chip("chip/other", mode: .native)
        let terms = world.terms(for: [other.id], sequence: 6)
        try expectRefused(.licenceOtherChip) { _ in world.installation(terms, on: other.id, of: [other.id]) }
        let licence = Licence(signing: terms, with: [world.parties[0], world.parties[1]]).encoded()
        let root = ChipSet([other.id]).root
        for path in [[], [root], [.zero, root]] as [[Digest384]] {
            for index in [UInt64(0), 1, .max] {
                try expectRefused(.licenceOtherChip) { _ in
                    LicenceInstallation(licence: licence, index: index, path: path).encoded()
                }
            }
        }
    }

    @Test("A5: signatures of zeros, out of range, and by a key on another curve")
    func forgedSignatures() throws {
        let order = P384Constants.order
        let zero = [UInt8](repeating: 0, count: 48)
        let five = [UInt8](repeating: 0, count: 47) + [5]
        let ones = [UInt8](repeating: 0xff, count: 48)
        for signature in [zero + zero, zero + five, five + zero, order + five, five + order, ones + ones] {
            try expectRefused(.licenceSignatureOutOfRange) { chip in
                forge(chip) { $0.replaceSubrange(Self.lastClassical(in: $0), with: signature) }
            }
        }
        try expectRefused(.licenceSignatureInvalid) { chip in
            forge(chip) { $0.replaceSubrange(Self.lastClassical(in: $0), with: five + five) }
        }
    }

    @Test("A5: a party whose fused key is on another curve signs nothing")
    func otherCurve() throws {
        // A point of brainpoolP384r1: 96 bytes like any other, but not on P-384.
        let foreign = P384Constants.brainpoolGenerator
        let foreignKeys = foreign + (world.parties[2].publicKey.postQuantum?.raw ?? [])
        let candidate = KeyTable(
            imageQuorum: 2, licenceQuorum: 2, vendor: world.vendor.publicKey.raw,
            parties: [world.parties[0].publicKey.raw, world.parties[1].publicKey.raw, foreignKeys])
        let table = try #require(candidate)
        for mode in ExecutionMode.allCases {
            let chip = try world.chip(mode: mode, keyTable: table)
            try #require(chip.powerOn())
            var bytes = Licence(
                signing: world.terms(for: [chip.id]), with: [world.parties[0], world.parties[2]]
            ).encoded()
            let named = Array(world.parties[2].publicKey.digest.bytes.prefix(8))
            let foreignName = Array(Digest384(hashing: foreignKeys).bytes.prefix(8))
            let places = (0..<bytes.count - 8).filter { Array(bytes[$0..<$0 + 8]) == named }
            try #require(places.count == 2)
            for place in places { bytes.replaceSubrange(place..<place + 8, with: foreignName) }
            let refusal = #expect(throws: Chip.Refusal.self) {
                _ = try chip.send(
                    .installLicence, LicenceInstallation(licence: bytes, index: 0, path: []).encoded())
            }
            #expect(refusal == .fault(.licenceKeyInvalid))
        }
    }

    @Test("too few signers, one signer twice, a stranger, the vendor")
    func signers() throws {
        let cases: [(Fault, [SigningKey])] = [
            (.licenceQuorumMissing, [world.parties[0]]),
            (.licenceSignerDuplicate, [world.parties[0], world.parties[0]]),
            (.licenceSignerUnknown, [world.parties[0], TestWorld(5).parties[1]]),
            (.licenceSignerUnknown, [world.parties[0], world.parties[1], TestWorld(5).parties[1]]),
            (.licenceSignerUnknown, [world.parties[0], world.vendor]),
            (.licenceSignerUnknown, [world.parties[0], world.parties[1], world.vendor]),
        ]
        for (fault, signers) in cases {
            try expectRefused(fault) { chip in
                world.installation(
                    world.terms(for: [chip.id], sequence: 6), on: chip.id, of: [chip.id], signers: signers)
            }
        }
    }

    @Test("A6: licences out of order: the later one closes the door to the earlier")
    func outOfOrder() throws {
        try expectRefused(.licenceReplayed) { chip in
            world.installation(world.terms(for: [chip.id], sequence: 4), on: chip.id, of: [chip.id])
        }
    }

    @Test("A7: stockpiled licences run out by time and by boot")
    func stockpiled() throws {
        try expectRefused(.licenceExpired, prepare: { $0.advance(to: 1_000_000) }) { chip in
            world.installation(world.terms(for: [chip.id], sequence: 6), on: chip.id, of: [chip.id])
        }
        try expectRefused(.licenceNotYetValid) { chip in
            var terms = world.terms(for: [chip.id], sequence: 6)
            terms.firstTick = 10
            return world.installation(terms, on: chip.id, of: [chip.id])
        }
    }

    @Test("a licence for a power cycle ago, never installed, is refused")
    func otherBoot() throws {
        try expectRefused(.licenceOtherBoot, prepare: { #expect($0.powerOn()) }) { chip in
            var terms = world.terms(for: [chip.id], sequence: 6)
            terms.firstBoot = 1
            terms.lastBoot = 1
            return world.installation(terms, on: chip.id, of: [chip.id])
        }
    }

    @Test("validity is exact at both ends")
    func validityBounds() throws {
        let chip = try readyChip(.native)
        var terms = world.terms(for: [chip.id])
        terms.firstTick = 100
        terms.endTick = 200
        let install = { [world] (sequence: UInt64) throws(Chip.Refusal) in
            terms.sequence = sequence
            _ = try chip.send(.installLicence, world.installation(terms, on: chip.id, of: [chip.id]))
        }
        chip.advance(to: 99)
        #expect(throws: Chip.Refusal.fault(.licenceNotYetValid)) { try install(1) }
        chip.advance(to: 100)
        try install(1)
        chip.advance(to: 199)
        try install(2)
        chip.advance(to: 200)
        #expect(throws: Chip.Refusal.fault(.licenceExpired)) { try install(3) }
        // Nor does the one that is installed run any more.
        chip.load(weights: TestWorld.model, bytes: 1)
        _ = try chip.send(.measureModel)
        #expect(throws: Chip.Refusal.fault(.licenceExpired)) { try chip.open(.inference, 10) }
    }

    @Test("no altered byte of a licence is accepted")
    func alteredBytes() throws {
        let chip = try readyChip(.native)
        let good = Licence(
            signing: world.terms(for: [chip.id], sequence: 6), with: [world.parties[0], world.parties[1]]
        ).encoded()
        for position in 0..<good.count {
            var bytes = good
            bytes[position] ^= 1 << UInt8(position % 8)
            if position % 40 == 39 { _ = try evidence(chip) }
            #expect(throws: Chip.Refusal.self, "byte \(position)") {
                _ = try chip.send(.installLicence, LicenceInstallation(licence: bytes, index: 0, path: []).encoded())
            }
        }
        #expect(chip.counter(.licence) == 0)
    }

    @Test("no truncated or extended installation is accepted, and none hangs the chip")
    func truncated() throws {
        let chip = try readyChip(.native)
        let good = world.installation(world.terms(for: [chip.id], sequence: 6), on: chip.id, of: [chip.id])
        for length in 0..<good.count {
            if length % 40 == 39 { _ = try evidence(chip) }
            #expect(throws: Chip.Refusal.self) { _ = try chip.send(.installLicence, Array(good.prefix(length))) }
        }
        #expect(throws: Chip.Refusal.self) { _ = try chip.send(.installLicence, good + [0]) }
        #expect(throws: Chip.Refusal.fault(.malformedRequest)) {
            _ = try chip.send(.installLicence, [UInt8](repeating: 0x83, count: 70_000))
        }
        _ = try chip.send(.installLicence, good)
    }

    @Test(
        "A9: power lost with the interlock open: all that passed is charged, to its model and opening",
        arguments: ExecutionMode.allCases)
    func powerCut(mode: ExecutionMode) throws {
        let chip = try readyChip(mode)
        _ = try chip.send(
            .installLicence, world.installation(world.terms(for: [chip.id], sequence: 5), on: chip.id, of: [chip.id]))
        chip.load(weights: TestWorld.model, bytes: 1)
        _ = try chip.send(.measureModel)
        for _ in 0..<3 {
            _ = try chip.open(.inference, 1_000)
            _ = chip.execute(.prefill, .work(1_000))
        }
        // Nothing was settled since the last opening.
        chip.powerOff()
        #expect(chip.powerOn())
        let claims = try evidence(chip).claims
        #expect(claims.licence?.total.used == 3_000)
        #expect(usages(claims) == [usage(openings: 3, used: 3_000)])
    }

    @Test("A9: power lost after an attestation that the interlock was open through", arguments: ExecutionMode.allCases)
    func powerCutAfterAttestation(mode: ExecutionMode) throws {
        let chip = try readyChip(mode)
        _ = try chip.send(
            .installLicence, world.installation(world.terms(for: [chip.id], sequence: 5), on: chip.id, of: [chip.id]))
        chip.load(weights: TestWorld.model, bytes: 1)
        _ = try chip.send(.measureModel)
        _ = try chip.open(.inference, 1_000)
        _ = chip.execute(.prefill, .work(300))
        #expect(usages(try evidence(chip).claims) == [usage(openings: 1, used: 300)])
        _ = chip.execute(.prefill, .work(200))
        chip.powerOff()
        #expect(chip.powerOn())
        #expect(usages(try evidence(chip).claims) == [usage(openings: 0, used: 200)])
    }

    private func usages(_ claims: Claims) -> [LogEntry.Usage] {
        claims.log.entries.compactMap { entry in
            if case .usage(let usage) = entry.event { usage } else { nil }
        }
    }

    private func usage(openings: UInt64, used: UInt128) -> LogEntry.Usage {
        LogEntry.Usage(
            workloadClass: .inference, openings: openings, used: used, model: TestWorld.model, licenceSequence: 5)
    }

    @Test("A8: an old copy of flash put back is found out, and stays found out")
    func flashRestored() throws {
        let chip = try readyChip(.native)
        let old = chip.state.flash
        _ = try chip.send(
            .installLicence, world.installation(world.terms(for: [chip.id], sequence: 5), on: chip.id, of: [chip.id]))
        for _ in 1...3 {
            for (page, words) in old.content {
                chip.overwriteFlash(
                    words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) } },
                    at: UInt32(page * Flash.pageSize))
            }
            let erased = [UInt8](repeating: 0xff, count: Flash.pageSize)
            for page in [UInt32(0), 1] {
                chip.overwriteFlash(erased, at: MemoryMap.licenceOffset + page * MemoryMap.pageSize)
                chip.overwriteFlash(erased, at: MemoryMap.stateOffset + page * MemoryMap.pageSize)
            }
            chip.powerOn()
            #expect(try evidence(chip).claims.latchedFault == UInt64(Fault.stateLost.rawValue))
            #expect(throws: Chip.Refusal.fault(.stateLost)) { try chip.open(.inference, 1) }
            #expect(throws: Chip.Refusal.fault(.stateLost)) {
                _ = try chip.send(
                    .installLicence,
                    world.installation(world.terms(for: [chip.id], sequence: 9), on: chip.id, of: [chip.id]))
            }
        }
    }

    /// Where the last signer's P-384 signature is: before the ML-DSA-87 one, 4,627 bytes, and its headers, 20.
    private static func lastClassical(in bytes: [UInt8]) -> Range<Int> {
        bytes.count - 4743..<bytes.count - 4647
    }

    /// A licence that would be good, with its bytes changed.
    private func forge(_ chip: Chip, _ change: (inout [UInt8]) -> Void) -> [UInt8] {
        var bytes = Licence(
            signing: world.terms(for: [chip.id], sequence: 6), with: [world.parties[0], world.parties[1]]
        ).encoded()
        change(&bytes)
        return LicenceInstallation(licence: bytes, index: 0, path: []).encoded()
    }
}
