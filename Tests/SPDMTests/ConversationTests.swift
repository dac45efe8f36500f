import Attestation
import ChipABI
import Cryptography
import InterlockTesting
import Silicon
import Testing

/// The whole conversation, judged by a requester that shares no code with the responder.
@Suite("SPDM conversation")
struct ConversationTests {
    /// Negotiates, reads, challenges, measures, opens a session, measures in it, changes its keys, ends it.
    private func converse(_ world: SPDMWorld, _ version: UInt8) throws -> [SPDMMeasurement] {
        var requester = try world.prepared(version)
        try requester.challenge(nonce: SPDMWorld.nonce(1))
        var none: SPDMSession?
        let outside = try requester.measure(nonce: SPDMWorld.nonce(2), raw: true, in: &none)
        var session: SPDMSession? = try world.session(requester)
        let inside = try requester.measure(nonce: SPDMWorld.nonce(3), raw: true, in: &session)
        #expect(inside == outside)
        try session?.ask([version, 0xe8, 0, 0], requester)
        try session?.updateKeys(requester)
        try session?.ask([version, 0x81, 0, 0], requester)
        try session?.updateKeys(requester)
        try session?.ask([version, 0xe8, 0, 0], requester)
        try session?.end(requester)
        return outside
    }

    @Test("SP-1: it comes to its end, and tells the reference values", arguments: Setting.all)
    func wholeConversation(_ setting: Setting) throws {
        let world = try SPDMWorld(setting.mode, setting.binding)
        let measurements = try converse(world, setting.version)
        #expect(measurements.map(\.index) == [1, 2, 3, 4, 5, 6, 0xfe])
        #expect(measurements[0].value == FirmwareImages.builtIn.romDigest.bytes)
        #expect(measurements[1].value == FirmwareImages.builtIn.runtimeDigest.bytes)
        #expect(measurements[2].value.prefix(48).elementsEqual(world.world.keyTable.digest.bytes))
        #expect(measurements[5].value == [3, 0, 0, 0, 0, 0, 0, 0])
        #expect(measurements.map(\.isRaw) == [false, false, true, true, true, true, true])
        #expect(world.chip.fault == nil)
    }

    @Test("SP-2: interpreted and native chips answer the same bytes", arguments: [0x12, 0x13] as [UInt8])
    func sameBytes(version: UInt8) throws {
        let said = try ExecutionMode.allCases.map { mode in
            let world = try SPDMWorld(mode)
            _ = try converse(world, version)
            return world.said
        }
        #expect(said[0].count > 30)
        #expect(said[0] == said[1])
    }

    @Test("SP-3: the chain is the vendor's root, the device, the local identity, the alias that signs evidence")
    func chain() throws {
        let world = try SPDMWorld()
        let requester = try world.prepared()
        #expect(requester.certificates.count == 4)
        #expect(try requester.certificates[0].der == world.world.factory().root())
        #expect(requester.certificates[1].subjectCommonName == "Interlock device \(world.chip.identifier.hex)")
        #expect(requester.certificates[2].subjectCommonName == "Interlock local \(world.chip.identifier.hex)")
        #expect(requester.certificates[3].subjectCommonName == "Interlock alias \(world.chip.identifier.hex)")
    }

    @Test("SP-4: the digest form is the digest of the raw form")
    func forms() throws {
        let world = try SPDMWorld()
        var requester = try world.prepared()
        var none: SPDMSession?
        let raw = try requester.measure(nonce: SPDMWorld.nonce(1), raw: true, in: &none)
        let digests = try requester.measure(nonce: SPDMWorld.nonce(1), raw: false, in: &none)
        for (raw, digest) in zip(raw, digests) where raw.isRaw && !digest.isRaw {
            #expect(Digest384(hashing: raw.value).bytes == digest.value)
        }
        #expect(digests.filter { !$0.isRaw }.count == 5)
    }

    @Test("SP-4: licence and meter are told as they are")
    func licence() throws {
        let world = try SPDMWorld()
        let installation = world.world.installation(
            world.world.terms(for: [world.chip.id], sequence: 7), on: world.chip.id, of: [world.chip.id])
        _ = try world.chip.send(.installLicence, installation)
        var requester = try world.prepared()
        var none: SPDMSession?
        let measurements = try requester.measure(nonce: SPDMWorld.nonce(1), raw: true, in: &none)
        #expect(measurements[3].value.prefix(8).elementsEqual([7, 0, 0, 0, 0, 0, 0, 0]))
        #expect(measurements[3].value.dropFirst(8).contains { $0 != 0 })
        #expect(measurements[4].value == [UInt8](repeating: 0, count: 36))
    }

    @Test("two boots never use the same random numbers")
    func freshness() throws {
        let world = try SPDMWorld()
        let first = try world.prepared()
        _ = try world.session(first)
        let heard = world.said.count
        world.chip.powerOn()
        let second = try world.prepared()
        _ = try world.session(second)
        #expect(world.said[heard - 3] != world.said[world.said.count - 3])
    }
}
