public import Cryptography

/// The requester's side of SPDM 1.2 and 1.3 (DSP0274) with SHA-384, ECDSA P-384 and AES-256-GCM: who is there, and what
/// does it measure.
///
/// Pure: nonces and keys come from the caller, and so does the way to the responder.
public struct SPDMRequester {
    /// What carries messages: it decides a few bytes of records (DSP0277, DSP0276).
    public enum Binding: Sendable {
        /// Records bear the low 16 bits of their number, texts a type byte.
        case mctp
        /// Neither.
        case pciDOE
    }

    /// A message on its way.
    public struct Message: Hashable, Sendable {
        /// Whether it is a session's record.
        public var isSecured: Bool
        /// Its bytes; PCI DOE may have padded them.
        public var bytes: [UInt8]

        /// A message of the given bytes.
        public init(isSecured: Bool, bytes: [UInt8]) {
            self.isSecured = isSecured
            self.bytes = bytes
        }
    }

    /// Sends a message and gets the answer; nil where there is none.
    public typealias Exchange = (Message) -> Message?

    /// What carries messages.
    public let binding: Binding
    /// The version that was agreed on, 0x13 for 1.3.
    public private(set) var version: UInt8 = 0x10
    /// The responder's capability flags.
    public private(set) var capabilities: UInt32 = 0
    /// Whose certificates are read and used: 0 the vendor's, 1 the operator's, 7 at most.
    public let slot: UInt8
    /// The largest message that this side takes in one piece, in bytes, 42 at least.
    public let transferSize: UInt32
    /// The largest message that the responder takes in one piece, and in chunks.
    private(set) var responderSizes: (piece: Int, whole: Int) = (.max, .max)
    /// The certificates of the slot, the root first.
    public private(set) var certificates: [Certificate] = []
    /// The chain in SPDM's form.
    private(set) var chain: [UInt8] = []
    /// Version, capabilities and algorithms, both sides.
    private(set) var negotiation: [UInt8] = []
    private var challengeTranscript: [UInt8] = []
    private let exchange: Exchange

    /// Room for a message in one piece, unless told otherwise.
    public static let usualTransferSize: UInt32 = 0x1200
    /// Room for a message in chunks.
    static let messageSize: UInt64 = 0x1_0000
    /// CERT, CHAL, ENCRYPT, MAC, KEY_EX, HBEAT, KEY_UPD, CHUNK; a session's handshake is in records from the start.
    private static let flags: UInt64 = 0x262c6

    /// A requester that has said nothing yet.
    public init(
        binding: Binding, slot: UInt8 = 0, transferSize: UInt32 = SPDMRequester.usualTransferSize,
        exchange: @escaping Exchange
    ) {
        precondition(slot < 8 && transferSize >= 42, "SPDM has 8 slots, and messages of 42 bytes at least.")
        self.binding = binding
        self.slot = slot
        self.transferSize = transferSize
        self.exchange = exchange
    }

    /// The key that the responder signs with.
    public var key: P384.PublicKey? { certificates.last?.publicKey }

    /// Sends a request in the clear and reads the answer.
    func ask(_ request: [UInt8]) throws(SPDMFailure) -> [UInt8] {
        let answer = try deliver(request) { (piece: [UInt8]) throws(SPDMFailure) in
            guard let answer = exchange(Message(isSecured: false, bytes: piece)), !answer.isSecured else {
                throw SPDMFailure.noAnswer
            }
            return answer.bytes
        }
        return try SPDMRequester.check(answer, against: request, version: version)
    }

    /// Sends a record and reads the record, or the ERROR in the clear, that answers it.
    func askSecured(_ record: [UInt8]) throws(SPDMFailure) -> Message {
        guard let answer = exchange(Message(isSecured: true, bytes: record)) else { throw .noAnswer }
        return answer
    }

    /// Holds an answer against its request: ERROR, or version and code.
    static func check(_ answer: [UInt8], against request: [UInt8], version: UInt8) throws(SPDMFailure) -> [UInt8] {
        guard answer.count >= 4 else { throw .malformed(request: request[1]) }
        guard answer[1] != SPDMCode.error else {
            throw .refused(code: answer[2], data: answer[3], request: request[1])
        }
        guard answer[0] == version, answer[1] == request[1] & 0x7f else { throw .malformed(request: request[1]) }
        return answer
    }

    /// GET_VERSION, GET_CAPABILITIES, NEGOTIATE_ALGORITHMS: the highest of `versions` that both speak.
    public mutating func negotiate(versions: [UInt8] = [0x12, 0x13]) throws(SPDMFailure) {
        version = 0x10
        negotiation = []
        capabilities = 0
        responderSizes = (.max, .max)
        let offer = try remember([0x10, SPDMCode.getVersion, 0, 0], atLeast: 8) { answer in
            answer.count >= 6 ? 6 + 2 * Int(answer[5]) : .max
        }
        let offered = (0..<Int(offer[5])).map { offer[7 + 2 * $0] }
        guard let common = versions.filter({ offered.contains($0) }).max() else { throw .noCommonVersion }
        version = common
        let size = [UInt8](littleEndian: UInt64(transferSize), bytes: 4)
        let largest = [UInt8](littleEndian: max(UInt64(transferSize), SPDMRequester.messageSize), bytes: 4)
        let able = try remember(
            [version, SPDMCode.getCapabilities, 0, 0, 0, 0, 0, 0]
                + [UInt8](littleEndian: SPDMRequester.flags, bytes: 4) + size + largest, atLeast: 20
        ) { _ in 20 }
        capabilities = UInt32(able.four(8))
        responderSizes = (able.four(12), able.four(16))
        guard responderSizes.piece >= 42, responderSizes.whole >= responderSizes.piece else {
            throw .malformed(request: SPDMCode.getCapabilities)
        }
        // Three structures: ECDHE secp384r1, AES-256-GCM, SPDM's key schedule; this side signs nothing.
        let structures: [UInt8] = [2, 0x20, 0x10, 0, 3, 0x20, 2, 0, 5, 0x20, 1, 0]
        let chosen = try remember(
            [version, SPDMCode.negotiateAlgorithms, 3, 0, 44, 0, 1, 2, 0x80, 0, 0, 0, 2, 0, 0, 0]
                + [UInt8](repeating: 0, count: 16) + structures, atLeast: 36
        ) { answer in answer.count >= 36 ? answer.two(4) : .max }
        guard chosen[12] == 0x80, chosen[16] == 2 else { throw .noCommonAlgorithm }
        challengeTranscript = negotiation
    }

    /// Asks, cuts off padding, and adds both messages to the negotiation.
    private mutating func remember(
        _ request: [UInt8], atLeast least: Int, length: ([UInt8]) -> Int
    ) throws(SPDMFailure) -> [UInt8] {
        let answer = try ask(request)
        let count = length(answer)
        guard count >= least, count <= answer.count else { throw .malformed(request: request[1]) }
        negotiation += request + answer[..<count]
        return Array(answer[..<count])
    }

    /// GET_DIGESTS and GET_CERTIFICATE of the slot: the chain must be the one of its digest, and hang together.
    public mutating func readCertificates() throws(SPDMFailure) {
        let request = [version, SPDMCode.getDigests, 0, 0]
        let digests = try ask(request)
        let slots = digests[3].nonzeroBitCount
        let place = 4 + 48 * (digests[3] & ((1 << slot) - 1)).nonzeroBitCount
        guard digests[3] & (1 << slot) != 0, digests.count >= 4 + 48 * slots else { throw .chain }
        challengeTranscript = negotiation + request + digests[..<(4 + 48 * slots)]
        var bytes: [UInt8] = []
        var remaining = Int.max
        while remaining > 0 {
            let request =
                [version, SPDMCode.getCertificate, slot, 0] + [UInt8](littleEndian: UInt64(bytes.count), bytes: 2)
                + [UInt8](littleEndian: 1024, bytes: 2)
            let answer = try ask(request)
            guard answer.count >= 8, answer.two(4) > 0, answer.count >= 8 + answer.two(4),
                bytes.count + answer.two(4) <= 0xffff
            else { throw .malformed(request: SPDMCode.getCertificate) }
            bytes += answer[8..<8 + answer.two(4)]
            remaining = answer.two(6)
            challengeTranscript += request + answer[..<(8 + answer.two(4))]
        }
        guard Digest384(hashing: bytes).bytes == Array(digests[place..<place + 48]) else { throw .chain }
        certificates = try SPDMRequester.certificates(bytes)
        chain = bytes
    }

    /// Reads the chain: length, root digest, certificates in DER one after the other, each signed by the one before it.
    private static func certificates(_ chain: [UInt8]) throws(SPDMFailure) -> [Certificate] {
        guard chain.count >= 52, chain.two(0) == chain.count else { throw .chain }
        var certificates: [Certificate] = []
        var offset = 52
        while offset < chain.count {
            // All certificates are longer than 255 bytes and shorter than 64 KiB: tag, 0x82, two bytes of length.
            guard offset + 4 <= chain.count, chain[offset] == 0x30, chain[offset + 1] == 0x82 else { throw .chain }
            let end = offset + 4 + Int(chain[offset + 2]) << 8 + Int(chain[offset + 3])
            guard end <= chain.count, let next = try? Certificate(der: Array(chain[offset..<end])) else { throw .chain }
            if let last = certificates.last, !next.isSigned(by: last.publicKey) { throw .chain }
            certificates.append(next)
            offset = end
        }
        guard let root = certificates.first, root.isSigned(by: root.publicKey),
            Digest384(hashing: root.der).bytes == Array(chain[4..<52])
        else { throw .chain }
        return certificates
    }

    /// CHALLENGE: the responder signs a fresh nonce, and all that was said before.
    ///
    /// - Returns: SHA-384 over all measurements, as the responder tells it.
    @discardableResult
    public mutating func challenge(nonce: [UInt8]) throws(SPDMFailure) -> Digest384 {
        precondition(nonce.count == 32, "A nonce has 32 bytes.")
        let context = version >= 0x13 ? Array(nonce.prefix(8)) : []
        let request = [version, SPDMCode.challenge, slot, 0xff] + nonce + context
        let answer = try ask(request)
        // Header, chain digest, nonce, summary, opaque length.
        guard answer.count >= 134, Digest384(hashing: chain).bytes == Array(answer[4..<52]),
            let summary = Digest384(Array(answer[84..<132]))
        else { throw .malformed(request: SPDMCode.challenge) }
        let end = 134 + answer.two(132) + context.count
        guard end + 96 <= answer.count, Array(answer[(end - context.count)..<end]) == context else {
            throw .malformed(request: SPDMCode.challenge)
        }
        challengeTranscript += request + answer[..<end]
        try verify(
            Array(answer[end..<end + 96]), "responder-challenge_auth signing", challengeTranscript, SPDMCode.challenge)
        challengeTranscript = negotiation
        return summary
    }

    /// GET_MEASUREMENTS of all, signed over a fresh nonce.
    ///
    /// - Parameters:
    ///   - nonce: 32 bytes that were never used before.
    ///   - raw: whether the measured bits are wanted where the responder can tell them, not their digests.
    ///   - session: the session to ask in, or nil for none.
    /// - Returns: the measurements, by rising index.
    /// - Throws: where the responder refuses, or its answer does not hold.
    public mutating func measure(
        nonce: [UInt8], raw: Bool, in session: inout SPDMSession?
    ) throws(SPDMFailure) -> [SPDMMeasurement] {
        let question = measurementsRequest(nonce: nonce, raw: raw)
        return try question.measurements(in: try say(question.bytes, in: &session))
    }

    /// GET_MEASUREMENTS of all, to be sent by whatever way, after what was said so far.
    ///
    /// - Parameters: as those of `measure`.
    public func measurementsRequest(nonce: [UInt8], raw: Bool) -> SPDMMeasurementsRequest {
        precondition(nonce.count == 32, "A nonce has 32 bytes.")
        let context = version >= 0x13 ? Array(nonce.prefix(8)) : []
        return SPDMMeasurementsRequest(
            version: version, context: context, negotiation: negotiation, key: key,
            bytes: [version, SPDMCode.getMeasurements, raw ? 3 : 1, 0xff] + nonce + [slot] + context)
    }

    /// Verifies a signature over a transcript under a purpose.
    func verify(
        _ signature: [UInt8], _ purpose: String, _ transcript: [UInt8], _ request: UInt8
    ) throws(SPDMFailure) {
        guard let key, key.isSigned(signature, purpose, transcript, version) else {
            throw .signature(request: request)
        }
    }
}

extension P384.PublicKey {
    /// Whether a signature is this key's over a transcript under a purpose (DSP0274 1.3, section 15).
    func isSigned(_ signature: [UInt8], _ purpose: String, _ transcript: [UInt8], _ version: UInt8) -> Bool {
        let prefix = String(repeating: "dmtf-spdm-v1.\(version & 15).*", count: 4)
        let gap = [UInt8](repeating: 0, count: 100 - prefix.utf8.count - purpose.utf8.count)
        let message = Array(prefix.utf8) + gap + Array(purpose.utf8) + Digest384(hashing: transcript).bytes
        return verify(signature, digest: Digest384(hashing: message)) == .valid
    }
}
