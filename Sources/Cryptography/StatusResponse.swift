import COpenSSL

/// A response of the online certificate status protocol (RFC 6960), signed with ecdsa-with-SHA384.
///
/// Parsing says nothing about trust: `verify(issuer:at:)` does.
public struct StatusResponse: Hashable, Sendable {
    /// The most bytes that are read.
    public static let maximumByteCount = 64 << 10
    /// The most answers in one response.
    public static let maximumAnswerCount = 64

    /// What is said of one certificate.
    public struct Answer: Hashable, Sendable {
        /// The status of a certificate (section 2.2).
        public enum Status: Hashable, Sendable {
            /// It is not revoked.
            case good
            /// It is revoked.
            case revoked(Revocation)
            /// The responder does not know it.
            case unknown
        }

        /// The status.
        public let status: Status
        /// When it was so.
        public let update: RevocationUpdate
    }

    /// Why a response is not an issuer's word.
    public struct VerifyFailure: Error, Hashable, Sendable {
        /// OpenSSL's words.
        public let text: String
    }

    /// The response as it was given.
    public let der: [UInt8]
    /// When the response was signed.
    public let producedAt: UTCSeconds
    /// Who says that it is the responder: its first common name, or its key's SHA-1 in hexadecimal.
    public let responder: String
    /// The nonce; nil where it has none.
    public let nonce: [UInt8]?
    /// How many answers it has.
    public let answerCount: Int

    private let handle: StatusResponseHandle

    /// Reads exactly one successful response in DER.
    public init(der: [UInt8]) throws(RevocationError) {
        guard der.count <= StatusResponse.maximumByteCount else {
            throw .tooLong(limit: StatusResponse.maximumByteCount)
        }
        guard let handle = StatusResponseHandle(der: der) else { throw .notDER }
        guard handle.status == 0 else { throw .unsuccessful(status: handle.status) }
        producedAt = try handle.check()
        guard let nonce = handle.nonce else { throw .extensions }
        answerCount = handle.count
        guard answerCount <= StatusResponse.maximumAnswerCount else {
            throw .tooMany(limit: StatusResponse.maximumAnswerCount)
        }
        self.nonce = nonce
        responder = handle.responder
        self.der = der
        self.handle = handle
    }

    /// What it says of a certificate of an issuer: an answer whose CertID has the hashes of the issuer's name and key, and
    /// the serial number. None where it is about others; nil where an answer is malformed.
    public func answers(on certificate: Certificate, of issuer: Certificate) -> [Answer]? {
        handle.answers(on: certificate.handle, of: issuer.handle)
    }

    /// The certificate of who signed: the issuer itself, or one that the issuer certified for this (id-kp-OCSPSigning),
    /// valid at a moment. Never anyone else, whatever certificates the response carries.
    public func verify(issuer: Certificate, at moment: UTCSeconds) throws(VerifyFailure) -> Certificate {
        let signer = try handle.verify(issuer.handle, at: moment)
        guard signer != issuer.der else { return issuer }
        let certificate: Certificate
        do { certificate = try Certificate(der: signer) } catch { throw VerifyFailure(text: error.description) }
        guard certificate.keyUsage?.contains(.digitalSignature) ?? true else {
            throw VerifyFailure(text: "the responder's key usage has no digitalSignature")
        }
        return certificate
    }

    /// Whether it leaves out a serial number that another has, or tells of an earlier moment on it.
    public func tellsLess(than other: StatusResponse) -> Bool {
        let mine = handle.updates
        return other.handle.updates.contains { theirs in
            !mine.contains { $0.serial == theirs.serial && $0.update.thisUpdate >= theirs.update.thisUpdate }
        }
    }

    /// Whether both are the same bytes.
    public static func == (left: StatusResponse, right: StatusResponse) -> Bool { left.der == right.der }

    /// Feeds the bytes.
    public func hash(into hasher: inout Hasher) { hasher.combine(der) }
}

/// Owns OpenSSL's form of a response.
@safe
private final class StatusResponseHandle: Sendable {
    // Sound to share between threads: nothing changes it after it is made.
    nonisolated(unsafe) private let response: OpaquePointer

    /// Nil unless the bytes are exactly one response in DER.
    init?(der: [UInt8]) {
        // Sound: C reads `count` bytes and keeps copies only.
        guard let response = unsafe il_ocsp_new(der, der.count) else { return nil }
        unsafe self.response = unsafe response
    }

    deinit {
        // Sound: the last reference is gone, and nothing else holds the pointer.
        unsafe il_ocsp_free(response)
    }

    // Sound, here and below: the response is alive for the call, and so are the certificates whose handles are passed.
    var status: Int { unsafe Int(il_ocsp_status(response)) }

    var count: Int { unsafe Int(il_ocsp_count(response)) }

    func check() throws(RevocationError) -> UTCSeconds {
        var produced: Int64 = 0
        switch unsafe Int(il_ocsp_check(response, &produced)) {
        case Int(IL_OCSP_FINE): return UTCSeconds(produced)
        case Int(IL_OCSP_ALGORITHM): throw .signatureAlgorithm
        case Int(IL_OCSP_TIME): throw .time
        default: throw .criticalExtension
        }
    }

    var responder: String {
        var answer: CInt = 0
        let text = unsafe takeBuffer {
            answer = unsafe il_ocsp_responder(response, $0)
            return answer == 0 ? 0 : 1
        }
        guard let text else { return "-" }
        return answer == 2 ? "key \(text.hex)" : String(decoding: text, as: UTF8.self)
    }

    /// An inner nil where there is none, an outer one where it is malformed.
    var nonce: [UInt8]?? {
        var answer: CInt = 0
        let nonce = unsafe takeBuffer {
            answer = unsafe il_ocsp_nonce(response, $0)
            return answer
        }
        return answer < 0 ? nil : .some(nonce)
    }

    /// The serial number and the times of each answer that can be read.
    var updates: [(serial: [UInt8], update: RevocationUpdate)] {
        (0..<(unsafe il_ocsp_count(response))).compactMap { index in
            var update = il_update()
            var revocation = il_revocation()
            guard let serial = unsafe takeBuffer({ unsafe il_ocsp_serial(response, index, $0) }),
                unsafe il_ocsp_single(response, index, &update, &revocation) >= 0
            else { return nil }
            return (serial, RevocationUpdate(update))
        }
    }

    func answers(on certificate: CertificateHandle, of issuer: CertificateHandle) -> [StatusResponse.Answer]? {
        var answers: [StatusResponse.Answer] = []
        for index in 0..<(unsafe il_ocsp_count(response)) {
            guard unsafe il_ocsp_is_about(response, index, certificate.certificate, issuer.certificate) == 1 else {
                continue
            }
            var update = il_update()
            var revocation = il_revocation()
            let status: StatusResponse.Answer.Status
            switch unsafe il_ocsp_single(response, index, &update, &revocation) {
            case 0: status = .good
            case 1: status = .revoked(Revocation(revocation))
            case 2: status = .unknown
            default: return nil
            }
            answers.append(StatusResponse.Answer(status: status, update: RevocationUpdate(update)))
        }
        return answers
    }

    /// The signer's certificate, DER.
    func verify(_ issuer: CertificateHandle, at moment: UTCSeconds) throws(StatusResponse.VerifyFailure) -> [UInt8] {
        var isValid = false
        let text = unsafe takeBuffer { buffer in
            isValid = unsafe il_ocsp_verify(response, issuer.certificate, moment.value, buffer) == 1
            return unsafe buffer.pointee.bytes == nil ? 0 : 1
        }
        guard isValid, let text else {
            throw StatusResponse.VerifyFailure(
                text: text.map { String(decoding: $0, as: UTF8.self) } ?? "OpenSSL has no memory left")
        }
        return text
    }
}
