import Cryptography
import Wire

/// The signature of a CoRIM (COSE_Sign1; draft-ietf-rats-corim-11, section 4.2), and what it says of the signer.
public struct CorimSignature: Hashable, Sendable {
    /// How it is made.
    public enum Algorithm: Hashable, Sendable {
        /// ECDSA with P-384 and SHA-384 (RFC 9053: -35; RFC 9864: -51).
        case es384
        /// ML-DSA-87 (RFC 9964: -50).
        case mldsa87
        /// One that is not verified here.
        case other(Int64)

        init(number: Int64) {
            switch number {
            case -35, COSE.esp384: self = .es384
            case COSE.mldsa87: self = .mldsa87
            default: self = .other(number)
            }
        }
    }

    /// How it is made.
    public let algorithm: Algorithm
    /// Who signed, as the signer says.
    public let issuer: String
    /// A URI of the signer.
    public let issuerLocation: String?
    /// What the manifest is called there.
    public let subject: String?
    /// From when it holds; nil for always.
    public let notBefore: UTCSeconds?
    /// Until when it holds; nil for always.
    public let notAfter: UTCSeconds?
    /// The identifier of the key, where it has one.
    public let keyIdentifier: [UInt8]?
    /// Labels of header fields that are not looked into, in diagnostic notation.
    public let otherHeaders: [String]
    let protected: [UInt8]
    let unprotected: CBORItem
    let payload: [UInt8]
    let value: [UInt8]

    private enum Label {
        static let critical: Int64 = 2
        static let meta: Int64 = 8
        static let claims: Int64 = 15
        static let hashAlgorithm: Int64 = 258
        /// What is understood, and may so be marked critical.
        static let known = [COSE.algorithm, critical, COSE.contentType, COSE.keyIdentifier, meta, claims]
    }

    private static let contentType = "application/rim+cbor"

    /// Reads the parts of a COSE_Sign1.
    init(_ message: [CorimField]) throws(CorimError) {
        protected = try message[0].bytes()
        unprotected = message[1].item
        var header = try CorimMap(try message[0].embedded())
        let outside = try CorimMap(message[1])
        let inside = Set(header.rest.map(\.key))
        if let both = outside.rest.first(where: { inside.contains($0.key) }) {
            throw message[1].error(
                "the label \(both.key.notation) is in the protected header too", mend: "give it once")
        }
        algorithm = Algorithm(number: try header.require(COSE.algorithm, "alg").integer())
        try CorimSignature.checkCritical(header.take(Label.critical, "crit"))
        if let hashed = header.take(Label.hashAlgorithm, "payload_hash_alg") {
            throw hashed.error(
                "the payload is a digest of the manifest, not the manifest", mend: "sign the manifest itself")
        }
        let type = try header.require(COSE.contentType, "content-type")
        guard try type.text() == CorimSignature.contentType else {
            throw type.error("the content is of another type", mend: "give \(CorimSignature.contentType)")
        }
        keyIdentifier = try header.take(COSE.keyIdentifier, "kid").map { (field) throws(CorimError) in
            try field.bytes()
        }
        let meta = try header.take(Label.meta, "corim-meta").map { (field) throws(CorimError) in
            try SignerClaims(meta: try field.embedded())
        }
        let claims = try header.take(Label.claims, "CWT-Claims").map { (field) throws(CorimError) in
            try SignerClaims(claims: field)
        }
        if let meta, let claims, !claims.agrees(with: meta) {
            throw message[0].error(
                "CWT-Claims and corim-meta tell different things", mend: "give one, or both alike")
        }
        guard let told = claims ?? meta else {
            throw message[0].error("it does not say who signed", mend: "give CWT-Claims (15) or corim-meta (8)")
        }
        (issuer, issuerLocation, subject) = (told.issuer, meta?.location, claims?.subject)
        (notBefore, notAfter) = (told.notBefore, told.notAfter)
        otherHeaders = (header.rest + outside.rest).map(\.key.notation)
        if case .simple(22) = message[2].item.content {
            throw message[2].error("the manifest is not in it", mend: "attach it")
        }
        payload = try message[2].bytes()
        value = try message[3].bytes(1...8192)
    }

    /// Signs; nil where the key has none of the algorithm.
    init?(
        signing payload: [UInt8], issuer: String, validity: Corim.Validity?, with key: SigningKey, algorithm: Algorithm
    ) {
        let number: Int64
        switch algorithm {
        case .es384: number = -35
        case .mldsa87: number = COSE.mldsa87
        case .other: return nil
        }
        let identifier = Party.keyIdentifier(of: key.publicKey)
        let claims = CBORItem.map([
            1: .text(issuer), 4: validity.map { .integer($0.notAfter.value) },
            5: validity?.notBefore.map { .integer($0.value) },
        ])
        let protected = CBORItem.map([
            COSE.algorithm: .integer(number), COSE.contentType: .text(CorimSignature.contentType),
            COSE.keyIdentifier: .bytes(identifier), Label.claims: claims,
        ]).encoded()
        switch algorithm {
        case .es384: value = key.classical.sign(digest: Digest384(signing: payload, protected: protected)).bytes
        case .mldsa87:
            guard let second = key.postQuantum else { return nil }
            value = second.sign(message: COSE.signedBytes(of: payload, protected: protected))
        case .other: return nil
        }
        self.algorithm = algorithm
        self.issuer = issuer
        self.protected = protected
        self.payload = payload
        (notBefore, notAfter) = (validity?.notBefore, validity?.notAfter)
        (issuerLocation, subject, keyIdentifier) = (nil, nil, identifier)
        unprotected = .map(pairs: [])
        otherHeaders = []
    }

    var item: CBORItem {
        .tag(COSE.sign1Tag, .array([.bytes(protected), unprotected, .bytes(payload), .bytes(value)]))
    }

    /// Whether it is that of this key.
    func holds(by key: VerifyingKey) -> Bool {
        switch algorithm {
        case .es384: key.classical.verify(value, digest: Digest384(signing: payload, protected: protected)) == .valid
        case .mldsa87:
            key.postQuantum?.verify(value, message: COSE.signedBytes(of: payload, protected: protected)) == .valid
        case .other: false
        }
    }

    private static func checkCritical(_ field: CorimField?) throws(CorimError) {
        let labels = try field?.items(1...Int.max) { (field) throws(CorimError) in
            (field, Label.known.contains { $0 == field.item.integer })
        }
        if let (field, _) = labels?.first(where: { !$0.1 }) {
            throw field.error(
                "the label \(field.item.notation) must be understood, and is not", mend: "leave it out")
        }
    }
}

extension CorimSignature.Algorithm: CustomStringConvertible {
    /// Its name in the COSE registry, or its number.
    public var description: String {
        switch self {
        case .es384: "ES384"
        case .mldsa87: "ML-DSA-87"
        case .other(let number): "algorithm \(number)"
        }
    }
}

/// What a protected header says of the signer, in either of its two forms.
private struct SignerClaims {
    let issuer: String
    let location: String?
    let subject: String?
    let notBefore: UTCSeconds?
    let notAfter: UTCSeconds?

    /// Reads a `corim-meta-map`.
    init(meta field: CorimField) throws(CorimError) {
        var map = try CorimMap(field)
        var signer = try CorimMap(try map.require(0, "signer"))
        let validity = try map.take(1, "signature-validity").map { (field) throws(CorimError) in
            try Corim.Validity(field)
        }
        try map.finish()
        issuer = try signer.require(0, "signer-name").text()
        location = try signer.take(1, "signer-uri").map { (field) throws(CorimError) in try field.uri() }
        (subject, notBefore, notAfter) = (nil, validity?.notBefore, validity?.notAfter)
    }

    /// Reads CWT claims (RFC 9597).
    init(claims field: CorimField) throws(CorimError) {
        var map = try CorimMap(field)
        issuer = try map.require(1, "iss").text()
        subject = try map.take(2, "sub").map { (field) throws(CorimError) in try field.text() }
        notAfter = try map.take(4, "exp").map { (field) throws(CorimError) in try field.seconds(rounding: .down) }
        notBefore = try map.take(5, "nbf").map { (field) throws(CorimError) in try field.seconds(rounding: .up) }
        location = nil
    }

    func agrees(with other: SignerClaims) -> Bool {
        issuer == other.issuer && notBefore == other.notBefore && notAfter == other.notAfter
    }
}
