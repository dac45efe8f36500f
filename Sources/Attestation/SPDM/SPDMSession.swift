public import Cryptography

/// A session with a responder (DSP0274 1.3, section 12; DSP0277 1.2): its keys, and its records' numbers.
public struct SPDMSession: Sendable {
    /// A direction's secret, and what is made from it.
    struct Direction: Sendable {
        var secret: [UInt8]
        var key: [UInt8] = []
        var vector: [UInt8] = []
        var sequence: UInt64 = 0
    }

    /// The session's number.
    public let identifier: UInt32
    private let version: UInt8
    private let binding: SPDMRequester.Binding
    private var handshake: [UInt8]
    private var transcript: [UInt8]
    private(set) var request: Direction
    private(set) var response: Direction

    /// KEY_EXCHANGE and FINISH: opens a session with an ephemeral key and 32 random bytes.
    public init(
        _ requester: SPDMRequester, ephemeral: P384.PrivateKey, random: [UInt8], number: UInt16 = 0x4943
    ) throws(SPDMFailure) {
        try self.init(exchanging: requester, ephemeral: ephemeral, random: random, number: number)
        try finish(requester)
    }

    /// KEY_EXCHANGE alone: afterwards only `finish` is served.
    public init(
        exchanging requester: SPDMRequester, ephemeral: P384.PrivateKey, random: [UInt8], number: UInt16 = 0x4943
    ) throws(SPDMFailure) {
        precondition(random.count == 32, "KEY_EXCHANGE has 32 random bytes.")
        version = requester.version
        binding = requester.binding
        // One element of opaque data: the versions of secured messages, 1.1 and 1.2.
        let versions: [UInt8] = [1, 0, 0, 0, 0, 0, 7, 0, 1, 1, 2, 0, 0x11, 0, 0x12, 0]
        let offer =
            [version, SPDMCode.keyExchange, 0xff, requester.slot] + [UInt8](littleEndian: UInt64(number), bytes: 2) + [
                0, 0,
            ]
            + random + ephemeral.publicKey.raw + [16, 0] + versions
        let answer = try requester.ask(offer)
        // Header, number, authentication, random, key, summary, opaque length.
        guard answer.count >= 186, answer[6] == 0 else { throw .malformed(request: SPDMCode.keyExchange) }
        let end = 186 + answer.two(184)
        guard answer.count >= end + 96 + 48 else { throw .malformed(request: SPDMCode.keyExchange) }
        transcript = requester.negotiation + Digest384(hashing: requester.chain).bytes + offer + answer[..<end]
        let signature = Array(answer[end..<end + 96])
        try requester.verify(signature, "responder-key_exchange_rsp signing", transcript, SPDMCode.keyExchange)
        transcript += signature
        guard let peer = try? P384.PublicKey(raw: Array(answer[40..<136])), let agreed = ephemeral.agree(with: peer)
        else { throw .malformed(request: SPDMCode.keyExchange) }
        handshake = HMACSHA384.authenticate(key: [UInt8](repeating: 0, count: 48), message: agreed)
        identifier = UInt32(number) | UInt32(answer.two(4)) << 16
        request = Direction(secret: [])
        response = Direction(secret: [])
        let first = Digest384(hashing: transcript).bytes
        request = direction(SPDMSession.expand(handshake, version, 48, "req hs data", first))
        response = direction(SPDMSession.expand(handshake, version, 48, "rsp hs data", first))
        let proof = Array(answer[(end + 96)..<(end + 144)])
        guard finished(response, transcript) == proof else { throw .authentication }
        transcript += proof
    }

    /// What FINISH must bear now.
    public var verifyData: [UInt8] { finished(request, transcript + [version, SPDMCode.finish, 0, 0]) }

    /// FINISH: the requester proves that it has the keys, and both go on under data keys.
    public mutating func finish(_ requester: SPDMRequester) throws(SPDMFailure) {
        let message = [version, SPDMCode.finish, 0, 0] + verifyData
        let done = try ask(message, requester)
        let second = Digest384(hashing: transcript + message + done[..<4]).bytes
        let salt = SPDMSession.expand(handshake, version, 48, "derived", [])
        let master = HMACSHA384.authenticate(key: salt, message: [UInt8](repeating: 0, count: 48))
        handshake = []
        transcript = []
        request = direction(SPDMSession.expand(master, version, 48, "req app data", second))
        response = direction(SPDMSession.expand(master, version, 48, "rsp app data", second))
    }

    /// HKDF-Expand of one block (RFC 5869, section 2.3) under SPDM's label.
    private static func expand(
        _ secret: [UInt8], _ version: UInt8, _ count: Int, _ label: String, _ context: [UInt8]
    ) -> [UInt8] {
        let info =
            [UInt8](littleEndian: UInt64(count), bytes: 2) + Array("spdm1.\(version & 15) \(label)".utf8) + context
        return Array(HMACSHA384.authenticate(key: secret, message: info + [1]).prefix(count))
    }

    private func direction(_ secret: [UInt8]) -> Direction {
        Direction(
            secret: secret, key: SPDMSession.expand(secret, version, 32, "key", []),
            vector: SPDMSession.expand(secret, version, 12, "iv", []))
    }

    private func finished(_ direction: Direction, _ transcript: [UInt8]) -> [UInt8] {
        HMACSHA384.authenticate(
            key: SPDMSession.expand(direction.secret, version, 48, "finished", []),
            message: Digest384(hashing: transcript).bytes)
    }

    private static func nonce(_ direction: Direction) -> [UInt8] {
        let sequence = [UInt8](littleEndian: direction.sequence, bytes: 8) + [0, 0, 0, 0]
        return zip(direction.vector, sequence).map { $0 ^ $1 }
    }

    /// The record of the next request.
    public mutating func seal(_ message: [UInt8]) -> [UInt8] {
        let content = (binding == .mctp ? [5] : []) + message
        let text = [UInt8](littleEndian: UInt64(content.count), bytes: 2) + content
        let number = binding == .mctp ? [UInt8](littleEndian: request.sequence, bytes: 2) : []
        let header =
            [UInt8](littleEndian: UInt64(identifier), bytes: 4) + number
            + [UInt8](littleEndian: UInt64(text.count + AES256GCM.tagByteCount), bytes: 2)
        let sealed = AES256GCM.seal(text, key: request.key, nonce: SPDMSession.nonce(request), additional: header)
        request.sequence += 1
        return header + sealed
    }

    /// The message in the record of the next response.
    public mutating func open(_ record: [UInt8]) throws(SPDMFailure) -> [UInt8] {
        let headerLength = binding == .mctp ? 8 : 6
        let start = binding == .mctp ? 3 : 2
        guard record.count >= headerLength, record.count >= headerLength + record.two(headerLength - 2),
            let text = AES256GCM.open(
                Array(record[headerLength..<headerLength + record.two(headerLength - 2)]), key: response.key,
                nonce: SPDMSession.nonce(response), additional: Array(record[..<headerLength])),
            text.count >= start, text.two(0) + 2 <= text.count, text.two(0) + 2 >= start
        else { throw .authentication }
        response.sequence += 1
        return Array(text[start..<text.two(0) + 2])
    }

    /// Sends a request in the session and reads the answer.
    @discardableResult
    public mutating func ask(_ message: [UInt8], _ requester: SPDMRequester) throws(SPDMFailure) -> [UInt8] {
        let answer = try requester.deliver(message) { (piece: [UInt8]) throws(SPDMFailure) in
            let answer = try requester.askSecured(seal(piece))
            guard answer.isSecured else {
                _ = try SPDMRequester.check(answer.bytes, against: message, version: version)
                throw SPDMFailure.malformed(request: message[1])
            }
            return try open(answer.bytes)
        }
        return try SPDMRequester.check(answer, against: message, version: version)
    }

    /// KEY_UPDATE of both directions, and the proof that the new key is there.
    public mutating func updateKeys(_ requester: SPDMRequester) throws(SPDMFailure) {
        let record = seal([version, SPDMCode.keyUpdate, 2, 1])
        response = direction(SPDMSession.expand(response.secret, version, 48, "traffic upd", []))
        let answer = try requester.askSecured(record)
        guard answer.isSecured, try open(answer.bytes) == [version, SPDMCode.keyUpdate & 0x7f, 2, 1] else {
            throw .malformed(request: SPDMCode.keyUpdate)
        }
        request = direction(SPDMSession.expand(request.secret, version, 48, "traffic upd", []))
        try ask([version, SPDMCode.keyUpdate, 3, 2], requester)
    }

    /// END_SESSION.
    public mutating func end(_ requester: SPDMRequester) throws(SPDMFailure) {
        try ask([version, SPDMCode.endSession, 0, 0], requester)
    }
}
