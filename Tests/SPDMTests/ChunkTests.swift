import Attestation
import ChipABI
import Cryptography
import InterlockTesting
import Silicon
import Testing

/// Messages in chunks: whole conversations, and every rule of a transfer.
@Suite("SPDM chunks")
struct ChunkTests {
    /// A chip whose requester takes `size` bytes at a time.
    private func negotiated(_ world: SPDMWorld, _ size: UInt8 = 42) throws {
        _ = try world.clear([0x10, 0x84, 0, 0])
        let able = try world.clear(
            [0x13, 0xe1, 0, 0, 0, 0, 0, 0, 0xc6, 0x62, 2, 0, size, 0, 0, 0, 0, 0x12, 0, 0])
        #expect(able[1] == 0x61)
        let answer = try world.clear(
            [0x13, 0xe3, 0, 0, 32, 0, 1, 2, 0x80, 0, 0, 0, 2, 0, 0, 0] + [UInt8](repeating: 0, count: 16))
        #expect(answer[1] == 0x63)
    }

    private func send(
        _ sequence: UInt8, _ chunk: [UInt8], size: Int? = nil, isLast: Bool = false, handle: UInt8 = 9,
        claims: Int? = nil
    ) -> [UInt8] {
        let count = claims ?? chunk.count
        let head = size.map { [$0 & 0xff, $0 >> 8 & 0xff, $0 >> 16 & 0xff, $0 >> 24 & 0xff].map { UInt8($0) } } ?? []
        return [0x13, 0x85, isLast ? 1 : 0, handle, sequence, 0, 0, 0, UInt8(count & 0xff), UInt8(count >> 8), 0, 0]
            + head + chunk
    }

    @Test("SP-50: a requester with little room holds the whole conversation", arguments: Setting.all, [42, 63, 1000])
    func smallRequester(_ setting: Setting, size: UInt32) throws {
        let world = try SPDMWorld(setting.mode, setting.binding)
        let vendors = try world.prepared(setting.version)
        try world.provision(try TestOperator().localChain(vendors), vendors)
        var requester = try world.prepared(setting.version, slot: 1, transferSize: size)
        try requester.challenge(nonce: SPDMWorld.nonce(1))
        var session: SPDMSession? = try world.session(requester)
        let measurements = try requester.measure(nonce: SPDMWorld.nonce(3), raw: true, in: &session)
        #expect(measurements.count == 7)
        #expect(try requester.certificateRequest(in: &session).publicKey == requester.key)
        try session?.updateKeys(requester)
        try session?.end(requester)
        // Envelope, a record's header, length, type and tag around the message.
        #expect(world.said.suffix(20).enumerated().allSatisfy { $0 % 2 == 0 || $1.count <= Int(size) + 3 + 8 + 3 + 16 })
        #expect(world.chip.fault == nil && world.chip.trap == nil)
    }

    @Test("SP-50: a chain larger than one message is taken in chunks", arguments: Setting.all)
    func largeRequest(_ setting: Setting) throws {
        let world = try SPDMWorld(setting.mode, setting.binding)
        let requester = try world.prepared(setting.version)
        let chain = try TestOperator().aliasChain(requester, padding: 6_500)
        #expect(SPDMRequester.chain(chain).count > 7_000)
        try world.provision(chain, requester)
        world.chip.powerOn()
        var large = try world.prepared(setting.version, slot: 1)
        #expect(large.certificates == chain)
        try large.challenge(nonce: SPDMWorld.nonce(1))
    }

    @Test("SP-50: the largest chain fits, a byte more does not")
    func limit() throws {
        let world = try SPDMWorld()
        let requester = try world.prepared()
        // Signatures differ in length by some bytes, as their numbers happen to be.
        let bare = SPDMRequester.chain(try TestOperator().aliasChain(requester, padding: 6_000)).count
        let room = 6_000 + 8_136 - bare
        // So one operator's chains need not have each length; eight operators' do.
        var found: [Int: [Certificate]] = [:]
        search: for number in 0..<8 {
            for padding in room - 16...room + 16 {
                let chain = try TestOperator("Operator\(number)").aliasChain(requester, padding: padding)
                found[SPDMRequester.chain(chain).count] = chain
                if found[8_136] != nil, found[8_137] != nil { break search }
            }
        }
        let largest = try #require(found[8_136])
        let larger = try #require(found[8_137])
        try world.provision(largest, requester)
        #expect(try world.slot1()?.count == 2)
        #expect(throws: SPDMFailure.refused(code: 0x44, data: 0, request: 0xee)) {
            try world.provision(larger, requester)
        }
        #expect(throws: SPDMFailure.requestTooLarge(request: 0xee)) {
            try world.provision(try TestOperator().aliasChain(requester, padding: room + 60), requester)
        }
    }

    @Test("SP-51: a chunk out of order, of another transfer or of a wrong size ends the transfer with an early error")
    func earlyErrors() throws {
        let world = try SPDMWorld()
        try negotiated(world)
        let body = [UInt8](repeating: 0x11, count: 100)
        let first = send(0, Array(body[..<40]), size: 100)
        let starts: [(String, [UInt8], UInt8)] = [
            ("begins in the middle", send(1, body), 1), ("is last at once", send(0, body, size: 100, isLast: true), 1),
            ("little", send(0, Array(body[..<25]), size: 100), 1), ("no large message", send(0, body, size: 42), 1),
            ("all at once", send(0, body, size: 100), 1), ("more than all", send(0, body, size: 99), 1),
            ("more than there is", send(0, Array(body[..<40]), size: 100, claims: 41), 1),
            ("larger than the largest", send(0, body, size: 8193), 0x0e),
            ("larger than any", send(0, body, size: 0x7fff_ffff), 0x0e),
        ]
        for (name, message, code) in starts {
            let answer = try world.clear(message)
            #expect(answer.prefix(4) == [0x13, 5, 1, 9], "\(name)")
            expect(code, Array(answer.dropFirst(6)), "\(name)")
        }
        let seconds: [(String, [UInt8])] = [
            ("the first again", first), ("skips one", send(2, Array(body[40..<80]))),
            ("another handle", send(1, Array(body[40..<80]), handle: 8)), ("little", send(1, Array(body[40..<69]))),
            ("too much", send(1, body, isLast: true)), ("too little", send(1, Array(body[40..<99]), isLast: true)),
            ("all, and not the last", send(1, Array(body[40...]))),
            ("more than there is", send(1, Array(body[40..<80]), claims: 41)),
        ]
        for (name, message) in seconds {
            #expect(try world.clear(first) == [0x13, 5, 0, 9, 0, 0], "\(name)")
            let answer = try world.clear(message)
            #expect(answer.count == 10 && answer[2] == 1, "\(name)")
            expect(1, Array(answer.dropFirst(6)), "\(name)")
            // It is over: its next chunk begins nothing, and other requests are served.
            #expect(try world.clear(send(1, Array(body[40...]), isLast: true))[2] == 1, "\(name)")
            #expect(try world.clear([0x13, 0x82, 0, 0, 0, 0, 20, 0])[1] == 2, "\(name)")
        }
        expect(1, try world.clear([0x13, 0x85, 0, 9, 0, 0, 0, 0, 40, 0, 0]), "no whole header")
        expect(1, try world.clear([0x13, 0x85, 0, 9, 0, 0, 0, 0, 40, 0, 0, 0, 100, 0, 0]), "no whole size")
    }

    @Test("SP-51: the answer to a request in chunks is that of the request")
    func answers() throws {
        let world = try SPDMWorld()
        try negotiated(world, 250)
        // GET_CERTIFICATE, then what transports may add.
        let request: [UInt8] = [0x13, 0x82, 0, 0, 0, 0, 20, 0] + [UInt8](repeating: 0, count: 52)
        let whole = try world.clear(request)
        #expect(try world.clear(send(0, Array(request[..<30]), size: 60)) == [0x13, 5, 0, 9, 0, 0])
        #expect(
            try world.clear(send(1, Array(request[30...]), isLast: true)) == [0x13, 5, 0, 9, 1, 0] + whole)
        // No chunks in chunks, and nothing that must come whole.
        for code in [0x85, 0x86, 0x84, 0xe1] as [UInt8] {
            let inner: [UInt8] = [code == 0x84 ? 0x10 : 0x13, code] + [UInt8](repeating: 0, count: 58)
            _ = try world.clear(send(0, Array(inner[..<30]), size: 60))
            let answer = try world.clear(send(1, Array(inner[30...]), isLast: true))
            #expect(answer.prefix(6) == [0x13, 5, 0, 9, 1, 0])
            expect(1, Array(answer.dropFirst(6)), "\(code)")
        }
        // A large answer comes alone, to be fetched.
        let large: [UInt8] = [0x13, 0x82, 0, 0, 0, 0, 0, 2] + [UInt8](repeating: 0, count: 52)
        _ = try world.clear(send(0, Array(large[..<30]), size: 60))
        let answer = try world.clear(send(1, Array(large[30...]), isLast: true))
        expect(0x0f, answer)
        let first = try world.clear([0x13, 0x86, 0, answer[4], 0, 0])
        #expect(first.prefix(4) == [0x13, 6, 0, answer[4]] && first.count == 250)
        #expect(Array(first[8..<16]) == [234, 0, 0, 0, 8, 2, 0, 0])
    }

    @Test("SP-52: nothing comes between chunks but GET_VERSION, and what does leaves the transfer as it is")
    func interleaving() throws {
        let world = try SPDMWorld()
        let context = [UInt8](repeating: 2, count: 8)
        let stray: [[UInt8]] = [
            [0x13, 0x81, 0, 0], [0x13, 0x82, 0, 0, 0, 0, 20, 0], [0x13, 0x83, 0, 0] + SPDMWorld.nonce(1) + context,
            [0x13, 0xe0, 0, 0] + context, [0x13, 0xe1, 0, 0], [0x13, 0xe3, 0, 0], [0x13, 0xe4, 0, 0],
            [0x13, 0xe8, 0, 0],
            [0x13, 0xed, 0, 0, 0, 0, 0, 0], [0x13, 0xee, 1, 0], [0x13, 0xfe, 0, 0], [0x13, 0x7f, 0, 0],
        ]
        try negotiated(world)
        let request: [UInt8] = [0x13, 0x82, 0, 0, 0, 0, 20, 0] + [UInt8](repeating: 0, count: 52)
        _ = try world.clear(send(0, Array(request[..<30]), size: 60))
        for message in stray { expect(4, try world.clear(message), "\(message[1]) while a request comes") }
        expect(4, try world.clear([0x13, 0x86, 0, 9, 0, 0]), "CHUNK_GET while a request comes")
        #expect(try world.clear(send(1, Array(request[30...]), isLast: true))[7] == 2)

        let announced = try world.clear([0x13, 0x81, 0, 0])
        expect(0x0f, announced)
        var whole: [UInt8] = []
        for sequence in 0..<2 as Range<UInt8> {
            for message in stray { expect(4, try world.clear(message), "\(message[1]) while a response goes") }
            expect(4, try world.clear(send(0, [UInt8](repeating: 0, count: 40), size: 60)))
            expect(1, try world.clear([0x13, 0x86, 0, announced[4] &+ 1, sequence, 0]), "another handle")
            expect(1, try world.clear([0x13, 0x86, 0, announced[4], sequence + 1, 0]), "another number")
            expect(1, try world.clear([0x13, 0x86, 0, announced[4], sequence]), "no whole message")
            let chunk = try world.clear([0x13, 0x86, 0, announced[4], sequence, 0])
            #expect(chunk[1] == 6 && chunk[2] == sequence, "the second is the last")
            whole += chunk.dropFirst(sequence == 0 ? 16 : 12)
        }
        #expect(whole.count == 52 && whole.prefix(4) == [0x13, 1, 3, 1])
        expect(4, try world.clear([0x13, 0x86, 0, announced[4], 2, 0]), "it is over")
        // Another response has another handle.
        #expect(try world.clear([0x13, 0x81, 0, 0])[4] == announced[4] &+ 1)
        #expect(try world.clear([0x10, 0x84, 0, 0])[1] == 4)
        try negotiated(world)
        expect(4, try world.clear([0x13, 0x86, 0, announced[4] &+ 1, 0, 0]), "GET_VERSION ends a transfer")
    }

    @Test("SP-52: measurements keep their transcript while they are fetched, and strays between change nothing")
    func transcripts() throws {
        let world = try SPDMWorld()
        var requester = SPDMRequester(binding: .mctp, transferSize: 42) { message in
            let answer = world.ask(message.bytes, isSecured: message.isSecured)
            // In front of every CHUNK_GET, something that does not belong there.
            if let answer, answer.bytes[1] == 0x7f, answer.bytes[2] == 0x0f { _ = world.ask([0x13, 0x81, 0, 0]) }
            return answer
        }
        try requester.negotiate()
        try requester.readCertificates()
        try requester.challenge(nonce: SPDMWorld.nonce(1))
        var none: SPDMSession?
        #expect(try requester.measure(nonce: SPDMWorld.nonce(2), raw: true, in: &none).count == 7)
    }

    @Test("SP-52: a requester that can't chunk gets no chunks")
    func incapable() throws {
        let world = try SPDMWorld()
        _ = try world.clear([0x10, 0x84, 0, 0])
        _ = try world.clear([0x13, 0xe1, 0, 0, 0, 0, 0, 0, 0xc6, 0x62, 0, 0, 42, 0, 0, 0, 42, 0, 0, 0])
        _ = try world.clear(
            [0x13, 0xe3, 0, 0, 32, 0, 1, 2, 0x80, 0, 0, 0, 2, 0, 0, 0] + [UInt8](repeating: 0, count: 16))
        expect(0x0d, try world.clear([0x13, 0x81, 0, 0]))
        expect(4, try world.clear([0x13, 0x86, 0, 0, 0, 0]))
        expect(4, try world.clear(send(0, [UInt8](repeating: 0, count: 40), size: 60)))
        expect(4, try SPDMWorld().clear([0x13, 0x86, 0, 0, 0, 0]), "nothing was negotiated")
    }

    @Test("SP-53: a transfer ends with its session, and another session's takes its place")
    func sessions() throws {
        let world = try SPDMWorld()
        let requester = try world.prepared()
        var one = try world.session(requester)
        var two = try world.session(requester)
        let body = [UInt8](repeating: 0x11, count: 100)
        let first = send(0, Array(body[..<40]), size: 100)
        let second = send(1, Array(body[40...]), isLast: true)
        #expect(try one.ask(first, requester)[2] == 0)
        // Another session is served meanwhile, and its own transfer ends the other.
        try two.ask([0x13, 0xe8, 0, 0], requester)
        #expect(try two.ask(first, requester)[2] == 0)
        #expect(try one.ask(second, requester)[2] == 1)
        #expect(try two.ask(second, requester)[2] == 0)
        try two.ask([0x13, 0xe8, 0, 0], requester)
        #expect(try two.ask(first, requester)[2] == 0)
        #expect(throws: SPDMFailure.refused(code: 4, data: 0, request: 0xec)) { try two.end(requester) }
        var broken = two.seal([0x13, 0xe8, 0, 0])
        broken[broken.count - 1] ^= 1
        expect(6, try #require(world.ask(broken, isSecured: true)).bytes)
        var three = try world.session(requester)
        #expect(try three.ask(second, requester)[2] == 1, "nothing is left of the session before it")
    }
}
