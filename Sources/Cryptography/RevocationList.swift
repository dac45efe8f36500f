import COpenSSL
import Synchronization

/// A certificate revocation list (RFC 5280, section 5): a whole and direct one, signed with ecdsa-with-SHA384.
///
/// Parsing says nothing about trust: `isSigned(by:)` does.
public struct RevocationList: Hashable, Sendable {
    /// The most bytes that are read, 4 MiB: some 100,000 entries.
    public static let maximumByteCount = 4 << 20

    /// Whether an issuer signed the list.
    public enum SignatureOutcome: Hashable, Sendable {
        /// The issuer did.
        case valid
        /// Another did, or a bit was changed.
        case invalid
        /// The issuer's certificate says that its key signs no lists (keyUsage without cRLSign).
        case notPermitted
    }

    /// The list as it was given.
    public let der: [UInt8]
    /// The issuer's whole name, DER.
    public let issuer: [UInt8]
    /// The issuer's first common name.
    public let issuerCommonName: String?
    /// The list's number, big-endian without leading zeros; nil where it has none.
    public let number: [UInt8]?
    /// When it was true.
    public let update: RevocationUpdate

    private let handle: RevocationListHandle

    /// Reads exactly one list in DER.
    public init(der: [UInt8]) throws(RevocationError) {
        guard der.count <= RevocationList.maximumByteCount else {
            throw .tooLong(limit: RevocationList.maximumByteCount)
        }
        guard let handle = RevocationListHandle(der: der), let issuer = handle.issuer else { throw .notDER }
        update = try handle.check()
        guard let number = handle.number, let name = handle.commonName else { throw .extensions }
        self.number = number
        issuerCommonName = name
        self.der = der
        self.issuer = issuer
        self.handle = handle
    }

    /// Whether a certificate's name is the issuer's, and its key the one that the list names where it names one: several
    /// authorities may bear one name.
    public func isOf(_ certificate: Certificate) -> Bool {
        issuer == certificate.subject && handle.namesKey(of: certificate.handle)
    }

    /// Whether an issuer signed the list; its name is not looked at. Asked again, it is remembered: a list may be long.
    public func signature(by certificate: Certificate) -> SignatureOutcome { handle.signature(by: certificate) }

    /// Whether the list says that it is about some certificates of its issuer only; such lists are numbered for themselves.
    public var isScoped: Bool { handle.isScoped }

    /// Whether the list is meant for a certificate of its issuer: by its kind and its distribution point.
    public func covers(_ certificate: Certificate) -> Bool { handle.covers(certificate.handle) }

    /// What the list says of a certificate of its issuer; an inner nil where it is not on the list, an outer one where its
    /// entry is malformed.
    public func revocation(of certificate: Certificate) -> Revocation?? { handle.find(certificate.handle) }

    /// Whether a certificate of its issuer is not on the list.
    public func isSilent(on certificate: Certificate) -> Bool {
        if case .some(nil) = revocation(of: certificate) { true } else { false }
    }

    /// Whether it is older than another: by number where both have one, else by time.
    public func isOlder(than other: RevocationList) -> Bool {
        guard let number, let theirs = other.number else { return update.thisUpdate < other.update.thisUpdate }
        return (number.count, number.hex) < (theirs.count, theirs.hex)
    }

    /// Whether both are the same bytes.
    public static func == (left: RevocationList, right: RevocationList) -> Bool { left.der == right.der }

    /// Feeds the bytes.
    public func hash(into hasher: inout Hasher) { hasher.combine(der) }
}

/// Owns OpenSSL's form of a list.
@safe
private final class RevocationListHandle: Sendable {
    // Sound to share between threads: OpenSSL sorts the entries at the first search, under a lock of its own.
    nonisolated(unsafe) private let list: OpaquePointer
    /// What came of signatures that were asked about, by the issuer's certificate.
    private let outcomes = Mutex<[[UInt8]: RevocationList.SignatureOutcome]>([:])

    /// Nil unless the bytes are exactly one list in DER.
    init?(der: [UInt8]) {
        // Sound: C reads `count` bytes and keeps copies only.
        guard let list = unsafe il_crl_new(der, der.count) else { return nil }
        unsafe self.list = unsafe list
    }

    deinit {
        // Sound: the last reference is gone, and nothing else holds the pointer.
        unsafe il_crl_free(list)
    }

    func check() throws(RevocationError) -> RevocationUpdate {
        // Sound, here and below: the list is alive for the call, and so are the certificates whose handles are passed.
        var update = il_update()
        switch unsafe Int(il_crl_check(list, &update)) {
        case Int(IL_CRL_FINE): return RevocationUpdate(update)
        case Int(IL_CRL_VERSION): throw .version
        case Int(IL_CRL_ALGORITHM): throw .signatureAlgorithm
        case Int(IL_CRL_TIME): throw .time
        case Int(IL_CRL_CRITICAL): throw .criticalExtension
        case Int(IL_CRL_DELTA): throw .delta
        case Int(IL_CRL_INDIRECT): throw .indirect
        case Int(IL_CRL_PARTIAL): throw .partial
        default: throw .extensions
        }
    }

    var issuer: [UInt8]? { unsafe takeBuffer { unsafe il_crl_issuer(list, $0) } }

    /// An inner nil where there is none, an outer one where it is not text.
    var commonName: String?? {
        var answer: CInt = 0
        let text = unsafe takeBuffer {
            answer = unsafe il_crl_common_name(list, $0)
            return answer
        }
        guard answer >= 0 else { return nil }
        guard let text else { return .some(nil) }
        guard let name = String(validating: text, as: UTF8.self) else { return nil }
        return name
    }

    /// An inner nil where there is none, an outer one where it is malformed.
    var number: [UInt8]?? {
        var answer: CInt = 0
        let number = unsafe takeBuffer {
            answer = unsafe il_crl_number(list, $0)
            return answer
        }
        return answer < 0 ? nil : .some(number)
    }

    func namesKey(of issuer: CertificateHandle) -> Bool { unsafe il_crl_names_key(list, issuer.certificate) == 1 }

    func covers(_ certificate: CertificateHandle) -> Bool { unsafe il_crl_covers(list, certificate.certificate) == 1 }

    var isScoped: Bool { unsafe il_crl_is_scoped(list) == 1 }

    func signature(by issuer: Certificate) -> RevocationList.SignatureOutcome {
        if let known = outcomes.withLock({ $0[issuer.der] }) { return known }
        let outcome: RevocationList.SignatureOutcome =
            switch unsafe il_crl_verify(list, issuer.handle.certificate) {
            case 1: .valid
            case 0: .invalid
            default: .notPermitted
            }
        outcomes.withLock { known in
            // Few bear one name; who makes up more is asked anew.
            if known.count >= 16 { known = [:] }
            known[issuer.der] = outcome
        }
        return outcome
    }

    func find(_ certificate: CertificateHandle) -> Revocation?? {
        var revocation = il_revocation()
        switch unsafe il_crl_find(list, certificate.certificate, &revocation) {
        case 1: return Revocation(revocation)
        case 0: return .some(nil)
        default: return nil
        }
    }
}
