import Attestation
import Cryptography
import InterlockTesting
import Silicon
import Testing

/// The requester believes nothing that does not hold.
@Suite("SPDM requester")
struct RequesterTests {
    /// Holds the whole conversation, with one bit of one answer changed on its way; nil where all went well.
    private func converse(changing answerNumber: Int, _ stream: inout SeededStream) throws -> SPDMFailure? {
        let draw = stream.next()
        let world = try SPDMWorld()
        var number = 0
        var requester = SPDMRequester(binding: .mctp) { message in
            guard var answer = world.ask(message.bytes, isSecured: message.isSecured) else { return nil }
            if number == answerNumber {
                let bit = Int(draw % UInt64(answer.bytes.count * 8))
                answer.bytes[bit / 8] ^= 1 << UInt8(bit % 8)
            }
            number += 1
            return answer
        }
        do {
            try requester.negotiate()
            try requester.readCertificates()
            try requester.challenge(nonce: SPDMWorld.nonce(1))
            var none: SPDMSession?
            _ = try requester.measure(nonce: SPDMWorld.nonce(2), raw: true, in: &none)
            var session: SPDMSession? = try world.session(requester)
            _ = try requester.measure(nonce: SPDMWorld.nonce(3), raw: true, in: &session)
            return nil
        } catch {
            return error as? SPDMFailure
        }
    }

    @Test("an untouched conversation holds")
    func untouched() throws {
        var stream = SeededStream(seed: 0, name: "spdm requester")
        #expect(try converse(changing: -1, &stream) == nil)
    }

    @Test("a changed bit in any answer is found out", arguments: 0..<10)
    func everyAnswer(number: Int) throws {
        var stream = SeededStream(seed: UInt64(number), name: "spdm requester")
        for round in 0..<100 {
            #expect(try converse(changing: number, &stream) != nil, "answer \(number), round \(round) was believed")
        }
    }

    @Test("a certificate request of another chip's key is refused, and one whose length is beyond the answer")
    func otherRequest() throws {
        let world = try SPDMWorld()
        let other = SPDMWorld(try TestWorld(2).chip(mode: .native), .mctp)
        other.chip.powerOn()
        _ = try other.prepared()
        var change: ([UInt8]) -> [UInt8] = { $0 }
        let exchange: SPDMRequester.Exchange = { message in
            guard let answer = world.ask(message.bytes) else { return nil }
            let bytes = message.bytes[1] == 0xed ? change(answer.bytes) : answer.bytes
            return SPDMRequester.Message(isSecured: false, bytes: bytes)
        }
        var requester = SPDMRequester(binding: .mctp, exchange: exchange)
        try requester.negotiate()
        try requester.readCertificates()
        var none: SPDMSession?
        #expect(try requester.certificateRequest(in: &none).publicKey == requester.key)
        change = { _ in other.ask([0x13, 0xed, 0, 0, 0, 0, 0, 0])?.bytes ?? [] }
        #expect(throws: SPDMFailure.certificateRequest) { try requester.certificateRequest(in: &none) }
        change = { Array($0.dropLast()) }
        #expect(throws: SPDMFailure.malformed(request: 0xed)) { try requester.certificateRequest(in: &none) }
    }

    @Test("answers of arbitrary bytes are a failure, never a crash", arguments: 0..<60 as Range<UInt64>)
    func arbitrary(seed: UInt64) throws {
        let binding: SPDMRequester.Binding = seed % 2 == 0 ? .mctp : .pciDOE
        // From 40 on the requester has little room: most answers come in chunks, each of which may be the one.
        let isSmall = seed >= 40
        let world = try SPDMWorld(.native, binding)
        var stream = SeededStream(seed: seed, name: "spdm answers")
        var number = 0
        let turn = Int(stream.number(below: isSmall ? 60 : 10))
        var requester = SPDMRequester(
            binding: binding, transferSize: isSmall ? 90 : SPDMRequester.usualTransferSize
        ) { message in
            defer { number += 1 }
            guard number == turn, let answer = world.ask(message.bytes, isSecured: message.isSecured) else {
                return world.ask(message.bytes, isSecured: message.isSecured)
            }
            // Not the five bytes that announce a large answer: what comes behind those is padding.
            let head = Array(answer.bytes.prefix(Int(stream.number(below: isSmall ? 5 : 9))))
            return SPDMRequester.Message(
                isSecured: answer.isSecured, bytes: head + stream.bytes(Int(stream.number(below: 300))))
        }
        #expect(throws: SPDMFailure.self, "seed \(seed)") {
            try requester.negotiate()
            try requester.readCertificates()
            try requester.challenge(nonce: SPDMWorld.nonce(1))
            var none: SPDMSession?
            _ = try requester.measure(nonce: SPDMWorld.nonce(2), raw: true, in: &none)
            var session: SPDMSession? = try world.session(requester)
            _ = try requester.measure(nonce: SPDMWorld.nonce(3), raw: true, in: &session)
        }
    }
}
