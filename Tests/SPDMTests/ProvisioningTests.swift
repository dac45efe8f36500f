import Attestation
import ChipABI
import Cryptography
import InterlockTesting
import Silicon
import Testing

/// Slot 1: empty, asked for, filled, refused, kept and emptied.
@Suite("SPDM provisioning")
struct ProvisioningTests {
    private let owner = TestOperator()

    @Test("SP-40: an empty slot can be asked for nothing", arguments: [0x12, 0x13] as [UInt8])
    func empty(version: UInt8) throws {
        let world = try SPDMWorld()
        _ = try world.prepared(version)
        let digests = try world.clear([version, 0x81, 0, 0])
        #expect(digests[2] == (version == 0x13 ? 3 : 0) && digests[3] == 1 && digests.count == 52)
        let context = [UInt8](repeating: 2, count: version == 0x13 ? 8 : 0)
        let opaque: [UInt8] = [1, 0, 0, 0, 0, 0, 5, 0, 1, 1, 1, 0, 0x11, 0, 0, 0]
        for slot in 1..<16 as Range<UInt8> {
            expect(1, try world.clear([version, 0x82, slot, 0, 0, 0, 0xff, 0xff]), "certificate \(slot)")
            expect(1, try world.clear([version, 0x83, slot, 0] + SPDMWorld.nonce(1) + context), "challenge \(slot)")
            let measure = [version, 0xe0, 1, 0xff] + SPDMWorld.nonce(1) + [slot] + context
            expect(1, try world.clear(measure), "measurements \(slot)")
            let exchange =
                [version, 0xe4, 0, slot, 1, 0, 0, 0] + SPDMWorld.nonce(1) + SPDMWorld.ephemeral.publicKey.raw
                + [16, 0] + opaque
            expect(1, try world.clear(exchange), "key exchange \(slot)")
        }
        // 1.3 tells how much a slot could take, though it is empty.
        if version == 0x13 {
            #expect(try world.clear([0x13, 0x82, 1, 1, 0, 0, 0, 0]) == [0x13, 2, 1, 0, 0, 0, 0xc8, 0x1f])
            expect(1, try world.clear([0x13, 0x82, 2, 1, 0, 0, 0, 0]))
        }
    }

    @Test("SP-41: the alias key asks for its certificate, in a session and outside", arguments: Setting.all)
    func request(_ setting: Setting) throws {
        let world = try SPDMWorld(setting.mode, setting.binding)
        let requester = try world.prepared(setting.version)
        var none: SPDMSession?
        let outside = try requester.certificateRequest(in: &none)
        #expect(outside.publicKey == requester.key)
        #expect(outside.commonName == "Interlock alias \(world.chip.identifier.hex)")
        var session: SPDMSession? = try world.session(requester)
        #expect(try requester.certificateRequest(in: &session).publicKey == requester.key)
    }

    /// CertificationRequestInfo of a subject, a key of one byte, and attributes.
    private func info(_ subject: [UInt8], attributes: [UInt8] = [0xa0, 0]) -> [UInt8] {
        let content = [2, 1, 0] + subject + [0x30, 3, 2, 1, 7] + attributes
        return [0x30, UInt8(content.count)] + content
    }

    private func ask(_ info: [UInt8], opaque: [UInt8] = [], _ version: UInt8 = 0x13) -> [UInt8] {
        [version, 0xed, 0, 0, UInt8(info.count), 0, UInt8(opaque.count), 0] + info + opaque
    }

    @Test("SP-41: a requester can name the subject and attributes, never the key")
    func requesterInfo() throws {
        let world = try SPDMWorld()
        let requester = try world.prepared()
        // CN=lab
        let subject: [UInt8] = [0x30, 14, 0x31, 12, 0x30, 10, 6, 3, 0x55, 4, 3, 0x0c, 3] + Array("lab".utf8)
        // challengePassword (RFC 2985, section 5.4.1)
        let password: [UInt8] =
            [0x30, 18, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 7, 0x31, 5, 0x0c, 3] + Array("abc".utf8)
        let attributes = [0xa0, UInt8(password.count)] + password
        let answer = try world.clear(ask(info(subject, attributes: attributes)))
        #expect(answer[1] == 0x6d)
        let request = try #require(CertificateRequest(der: Array(answer[8...])))
        #expect(request.publicKey == requester.key && request.commonName == "lab")
        #expect(request.der.hex.contains(attributes.hex))
        // Opaque data in the general format are passed over.
        let own = try world.clear(ask(info([0x30, 0]), opaque: [0, 0, 0, 0]))
        let named = try #require(CertificateRequest(der: Array(own[8...])))
        #expect(named.commonName == "Interlock alias \(world.chip.identifier.hex)")
    }

    @Test("SP-41: no bit of a certificate request may change")
    func requestBits() throws {
        let world = try SPDMWorld()
        let requester = try world.prepared()
        var none: SPDMSession?
        let der = try requester.certificateRequest(in: &none).der
        for bit in 0..<der.count * 8 {
            var changed = der
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(CertificateRequest(der: changed) == nil, "bit \(bit)")
        }
    }

    @Test("SP-42: what is no request information is refused; lengths are not added up (GHSA-j54w-759w-xj3m)")
    func malformedInfo() throws {
        let world = try SPDMWorld()
        _ = try world.prepared()
        let good = info([0x30, 0])
        var answers: [[UInt8]] = []
        for length in 1..<good.count { answers.append(ask(Array(good.prefix(length)))) }
        answers += [
            ask(good + [0]), ask([0x30, 3, 2, 1, 0]), ask(info([0x31, 0])), ask(info([0x30, 0], attributes: [])),
        ]
        answers += [ask([0x30, 0x80] + good), ask([0x30, 0x84, 0xff, 0xff, 0xff, 0xff] + good)]
        answers += [ask([], opaque: [1]), ask([], opaque: [0xff, 0, 0, 0]), ask([], opaque: [1, 0, 0, 0, 0, 0xff])]
        // Sums that wrap in 16 bits, and what goes beyond the message.
        for (info, opaque) in [(0xffff, 1), (1, 0xffff), (0xffff, 0xffff), (0x8000, 0x8000), (9, 0), (0, 9), (5, 5)] {
            answers.append(
                [0x13, 0xed, 0, 0] + [info & 0xff, info >> 8, opaque & 0xff, opaque >> 8].map { UInt8($0) }
                    + [UInt8](repeating: 0x30, count: 8))
        }
        answers += [[0x13, 0xed, 0, 0], [0x13, 0xed, 0, 0, 0, 0, 0]]
        // A key pair's number, a certificate model, a tracking tag.
        for attributes in [(1, 0), (0, 1), (0, 8), (0, 0x88)] as [(UInt8, UInt8)] {
            answers.append([0x13, 0xed, attributes.0, attributes.1, 0, 0, 0, 0])
        }
        for request in answers { expect(1, try world.clear(request), "\(request.hex)") }
        // To overwrite a request that waits for a reset is well: none waits.
        #expect(try world.clear([0x13, 0xed, 0, 0x80, 0, 0, 0, 0])[1] == 0x6d)
    }

    @Test("SP-43: a slot that was filled serves as slot 0 does", arguments: Setting.all)
    func filled(_ setting: Setting) throws {
        let world = try SPDMWorld(setting.mode, setting.binding)
        let vendors = try world.prepared(setting.version)
        let chains = [try owner.aliasChain(vendors), try owner.localChain(vendors)]
        for (chain, count) in zip(chains, [2, 3]) {
            try world.provision(chain, try world.prepared(setting.version))
            var requester = try world.prepared(setting.version, slot: 1)
            #expect(requester.certificates.count == count && requester.certificates[0] == chain[0])
            #expect(requester.certificates.prefix(2).elementsEqual(chain) && requester.key == vendors.key)
            try requester.challenge(nonce: SPDMWorld.nonce(1))
            var none: SPDMSession?
            let outside = try requester.measure(nonce: SPDMWorld.nonce(2), raw: true, in: &none)
            var session: SPDMSession? = try world.session(requester)
            #expect(try requester.measure(nonce: SPDMWorld.nonce(3), raw: true, in: &session) == outside)
            try session?.end(requester)
        }
        #expect(world.chip.fault == nil && world.chip.trap == nil)
    }

    @Test("SP-2: interpreted and native chips answer the same bytes while they are provisioned")
    func sameBytes() throws {
        let said = try ExecutionMode.allCases.map { mode in
            let world = try SPDMWorld(mode)
            let requester = try world.prepared()
            try world.provision(try owner.localChain(requester), requester)
            _ = try world.slot1()
            return world.said
        }
        #expect(said[0].count > 20 && said[0] == said[1])
    }

    @Test("SP-44: slot 1 is set in a session alone, slot 0 never, others are none")
    func places() throws {
        let world = try SPDMWorld()
        let requester = try world.prepared()
        let chain = SPDMRequester.chain(try owner.aliasChain(requester))
        expect(4, try world.clear([0x13, 0xee, 1, 0] + chain))
        expect(4, try world.clear([0x13, 0xee, 0x81, 0]))
        expect(4, try world.clear([0x13, 0xee, 0, 0] + chain))
        var session = try world.session(requester)
        for (slot, code) in [(0, 4), (0x80, 4), (2, 1), (15, 1), (0x82, 1), (0x11, 1)] as [(UInt8, UInt8)] {
            #expect(throws: SPDMFailure.refused(code: code, data: 0, request: 0xee), "\(slot)") {
                try session.ask([0x13, 0xee, slot, 0] + chain, requester)
            }
        }
        #expect(throws: SPDMFailure.refused(code: 1, data: 0, request: 0xee)) {
            try session.ask([0x13, 0xee, 1, 1] + chain, requester)
        }
        #expect(try world.slot1() == nil)
    }

    @Test(
        "SP-44: before production, slot 1 is also set outside of a session", arguments: [LifeCycle.test, .development])
    func trustedEnvironment(lifeCycle: LifeCycle) throws {
        let world = try SPDMWorld(.native, .mctp, lifeCycle: lifeCycle)
        let requester = try world.prepared()
        let chain = SPDMRequester.chain(try owner.aliasChain(requester))
        expect(4, try world.clear([0x13, 0xee, 0, 0] + chain))
        #expect(try world.clear([0x13, 0xee, 1, 0] + chain) == [0x13, 0x6e, 1, 0])
        #expect(try world.slot1() == ["Operator", "my chip"])
    }

    @Test("SP-45: a chain that does not hold is refused, and the one that was there stays")
    func badChains() throws {
        let world = try SPDMWorld()
        let requester = try world.prepared()
        let other = TestOperator("Other")
        let alias = requester.certificates[3].publicKey
        let local = requester.certificates[2]
        let good = try owner.aliasChain(requester)
        try world.provision(good, requester)
        let localName = local.subjectCommonName ?? ""
        let bad: [(String, [Certificate])] = [
            ("another's key", [try owner.root(), try owner.certificate(of: other.key.publicKey, named: "my chip")]),
            (
                "another chip's local identity",
                [
                    try owner.root(), try owner.certificate(of: alias, named: "x", isCA: true),
                    try owner.certificate(of: other.key.publicKey, named: localName, isCA: true),
                ]
            ),
            (
                "signed by no one in it",
                [try owner.root(), try other.certificate(of: alias, named: "x", issuer: "Operator")]
            ),
            (
                "another issuer's name",
                [try owner.root(), try owner.certificate(of: alias, named: "x", issuer: "Other")]
            ),
            ("a root that is no authority", [try owner.root(isCA: false), good[1]]),
            ("no root", [good[1]]), ("a root alone", [good[0]]), ("order", [good[1], good[0]]),
            ("local, no authority", [good[0], try owner.certificate(of: local.publicKey, named: localName)]),
            ("local, another name", [good[0], try owner.certificate(of: local.publicKey, named: "x", isCA: true)]),
            ("behind the alias", good + [good[1]]),
            ("too many", [Certificate](repeating: good[0], count: 8) + [good[1]]),
        ]
        for (name, chain) in bad {
            var session: SPDMSession? = try world.session(requester)
            #expect(throws: SPDMFailure.refused(code: 0x44, data: 0, request: 0xee), "\(name)") {
                try requester.set(chain, inSlot: 1, in: &session)
            }
            try session?.end(requester)
        }
        #expect(try world.slot1() == ["Operator", "my chip"])
    }

    @Test("SP-45: no bit of a chain may change on its way, nor its end be cut")
    func everyBit() throws {
        let world = try SPDMWorld(.native, .mctp, lifeCycle: .development)
        let requester = try world.prepared()
        let chain = SPDMRequester.chain(try owner.aliasChain(requester))
        for index in chain.indices {
            var changed = chain
            changed[index] ^= 1 << UInt8(index % 8)
            let answer = try world.clear([0x13, 0xee, 1, 0] + changed)
            #expect(answer[1] == 0x7f, "byte \(index)")
        }
        for length in 0..<chain.count where length < 60 || length % 17 == 0 {
            expect(1, try world.clear([0x13, 0xee, 1, 0] + chain.prefix(length)), "\(length) bytes")
            var cut = Array(chain.prefix(length))
            guard length >= 2 else { continue }
            cut[0] = UInt8(length & 0xff)
            cut[1] = UInt8(length >> 8)
            #expect(try world.clear([0x13, 0xee, 1, 0] + cut)[1] == 0x7f, "\(length) bytes that say so")
        }
        #expect(try world.slot1() == nil)
        #expect(try world.clear([0x13, 0xee, 1, 0] + chain)[1] == 0x6e)
    }

    @Test("SP-46: slot 1 outlives resets; 1.3 empties it, and it stays empty")
    func persistence() throws {
        let world = try SPDMWorld()
        let requester = try world.prepared()
        try world.provision(try owner.aliasChain(requester), requester)
        world.chip.powerOn()
        #expect(try world.slot1() == ["Operator", "my chip"])
        for _ in 0..<2 {
            let again = try world.prepared()
            var session: SPDMSession? = try world.session(again)
            try again.eraseCertificates(inSlot: 1, in: &session)
            #expect(try world.slot1() == nil)
            world.chip.powerOn()
            #expect(try world.slot1() == nil)
        }
    }

    @Test("SP-46: a power cut at any write leaves the old chain or the new one", arguments: [false, true])
    func powerCuts(torn: Bool) throws {
        let world = try SPDMWorld(.native, .mctp, lifeCycle: .development)
        let requester = try world.prepared()
        let old = SPDMRequester.chain(try owner.aliasChain(requester))
        let new = SPDMRequester.chain(try TestOperator("Other").localChain(requester))
        _ = try world.clear([0x13, 0xee, 1, 0] + old)
        let before = world.chip.state
        let names: [[String?]] = [
            ["Operator", "my chip"],
            ["Other"] + requester.certificates.suffix(2).map(\.subjectCommonName),
        ]
        var kept = 0
        var replaced = 0
        var writes = 1
        // Every write at both ends; in the middle, where one word is like the next, every eleventh.
        while replaced < 3 {
            let chip = Chip(before, firmware: .builtIn, mode: .native, cache: world.world.cache)
            chip.powerOn()
            let cut = SPDMWorld(chip, world.binding)
            _ = try cut.prepared()
            chip.losePower(afterWrites: writes, tearingLast: torn)
            _ = cut.ask([0x13, 0xee, 1, 0] + new)
            try #require(chip.powerOn())
            let found = try #require(try cut.slot1(), "the slot is empty after \(writes) writes")
            #expect(names.contains(found), "after \(writes) writes")
            if found == names[0] { kept += 1 } else { replaced += 1 }
            #expect(replaced == 0 || found == names[1], "the old chain is back after \(writes) writes")
            writes += writes < 12 || replaced > 0 || writes > 4 + new.count / 4 ? 1 : 11
        }
        #expect(kept > 20)
    }

    @Test("SP-47: after an update a chain of the alias key is gone, and one of the local identity stays")
    func update() throws {
        for (isLocal, count) in [(false, nil), (true, 3)] as [(Bool, Int?)] {
            let world = try SPDMWorld()
            let requester = try world.prepared()
            try world.provision(
                isLocal ? try owner.localChain(requester) : try owner.aliasChain(requester), requester)
            var state = world.chip.state
            state.flash.write(world.world.image(code: [UInt8](repeating: 0x13, count: 256)), at: 0)
            let updated = Chip(state, firmware: .builtIn, mode: .native, cache: world.world.cache)
            try #require(updated.powerOn())
            let next = SPDMWorld(updated, world.binding)
            #expect(try next.prepared().key != requester.key)
            #expect(try next.slot1()?.count == count)
            if isLocal {
                var requester = try next.prepared(slot: 1)
                try requester.challenge(nonce: SPDMWorld.nonce(1))
            }
        }
    }

    @Test("SP-47: after entropy from the field no chain of the old identities is told")
    func entropy() throws {
        let world = try SPDMWorld()
        let requester = try world.prepared()
        try world.provision(try owner.localChain(requester), requester)
        _ = try world.chip.send(.burnEntropy, SPDMWorld.nonce(7))
        try #require(world.chip.powerOn())
        #expect(try world.slot1() == nil)
        let renewed = try world.prepared()
        try world.provision(try owner.localChain(renewed), renewed)
        #expect(try world.slot1()?.count == 3)
    }

    @Test("SP-47: a chip that changed hands tells no chain of its earlier owner's", arguments: [true, false])
    func changesHands(isLocal: Bool) throws {
        let world = try SPDMWorld()
        let requester = try world.prepared()
        try world.provision(isLocal ? try owner.localChain(requester) : try owner.aliasChain(requester), requester)
        try world.world.transfer(world.chip, from: nil, to: world.world.owner("north"), epoch: 1)
        try #require(world.chip.powerOn())
        #expect(try world.slot1() == nil)
        let renewed = try world.prepared()
        #expect(renewed.key != requester.key)
        try world.provision(try owner.localChain(renewed), renewed)
        #expect(try world.slot1()?.count == 3)
    }

    @Test("SP-47: a chain that was written to flash past the firmware is told only where it holds")
    func flash() throws {
        let world = try SPDMWorld()
        let requester = try world.prepared()
        try world.provision(try owner.aliasChain(requester), requester)
        let good = world.chip.state
        for word in 0..<400 {
            var state = good
            let offset = MemoryMap.operatorCertificatesOffset + UInt32(word) * 4
            state.flash.write([0, 0, 0, 0], at: offset)
            guard state.flash != good.flash else { continue }
            let chip = Chip(state, firmware: .builtIn, mode: .native, cache: world.world.cache)
            chip.powerOn()
            let names = try SPDMWorld(chip, world.binding).slot1()
            #expect(names == nil || names == ["Operator", "my chip"], "word \(word)")
        }
    }
}
