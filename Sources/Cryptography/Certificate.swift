import COpenSSL

/// An X.509 certificate of a P-384 key, signed with ecdsa-with-SHA384 (RFC 5280, RFC 5758).
///
/// Parsing says nothing about trust: `isSigned(by:)` and `CertificateChain.verify` do.
public struct Certificate: Hashable, Sendable {
    /// The certificate as it was given.
    public let der: [UInt8]
    /// The part that is signed.
    public let tbs: [UInt8]
    /// The signature over `tbs`.
    public let signature: P384.Signature
    /// The subject's first common name.
    public let subjectCommonName: String?
    /// The issuer's first common name.
    public let issuerCommonName: String?
    /// The subject's whole name, DER.
    public let subject: [UInt8]
    /// The issuer's whole name, DER.
    public let issuer: [UInt8]
    /// The serial number's magnitude, big-endian, without leading zeros, 1 to 20 octets.
    public let serial: [UInt8]
    /// The first moment of validity.
    public let notBefore: UTCSeconds
    /// The last moment of validity.
    public let notAfter: UTCSeconds
    /// The certified key.
    public let publicKey: P384.PublicKey
    /// Whether the key may certify others (basicConstraints cA).
    public let isCA: Bool
    /// How many authorities may stand between this one and a leaf; nil for no limit.
    public let pathLength: Int?
    /// What the key may do; nil where the certificate does not say.
    public let keyUsage: KeyUsage?
    /// All extensions, in their order.
    public let extensions: [CertificateExtension]

    let handle: CertificateHandle

    /// Reads exactly one certificate in DER.
    public init(der: [UInt8]) throws(CertificateError) {
        guard let handle = CertificateHandle(der: der), let tbs = Self.firstElement(of: der),
            let subject = handle.name(ofIssuer: false), let issuer = handle.name(ofIssuer: true),
            let publicKeyInfo = handle.publicKeyInfo
        else { throw .notDER }
        guard handle.version == 3 else { throw .version(found: handle.version) }
        guard handle.isSignedWithSHA384 else { throw .signatureAlgorithm }
        guard let signature = handle.signature else { throw .signature }
        guard let serial = handle.serial, serial.count <= 20 else { throw .serialNumber }
        guard let subjectCommonName = handle.commonName(ofIssuer: false),
            let issuerCommonName = handle.commonName(ofIssuer: true)
        else { throw .commonName }
        guard let notBefore = handle.time(ofEnd: false), let notAfter = handle.time(ofEnd: true) else {
            throw .validity
        }
        guard let constraints = handle.constraints, let extensions = handle.extensions,
            !Self.hasRepeats(extensions)
        else { throw .extensions }
        do { publicKey = try P384.PublicKey(der: publicKeyInfo) } catch { throw .publicKey(error) }
        self.der = der
        self.tbs = tbs
        self.signature = signature
        self.subjectCommonName = subjectCommonName
        self.issuerCommonName = issuerCommonName
        self.subject = subject
        self.issuer = issuer
        self.serial = serial
        self.notBefore = notBefore
        self.notAfter = notAfter
        self.isCA = constraints.isAuthority
        self.pathLength = constraints.pathLength
        self.keyUsage = constraints.keyUsage
        self.extensions = extensions
        self.handle = handle
    }

    /// Reads exactly one PEM block labelled CERTIFICATE.
    public init(pem: String) throws(CertificateError) {
        let der: [UInt8]
        do { der = try PEM.decode(pem, label: .certificate) } catch { throw .pem(error) }
        try self.init(der: der)
    }

    /// Reads all PEM blocks of a text, in order; each must be a certificate.
    public static func all(inPEM text: String) throws(CertificateError) -> [Certificate] {
        let blocks: [[UInt8]]
        do { blocks = try PEM.decodeAll(text, label: .certificate) } catch { throw .pem(error) }
        var certificates: [Certificate] = []
        for der in blocks { certificates.append(try Certificate(der: der)) }
        return certificates
    }

    /// Whether the holder of a key signed this certificate; names, validity and constraints are not looked at.
    public func isSigned(by key: P384.PublicKey) -> Bool {
        key.verify(signature, digest: Digest384(hashing: tbs)) == .valid
    }

    /// The DER inside the extension with this identifier, or nil where there is none.
    public func extensionValue(_ oid: OID) -> [UInt8]? {
        extensions.first { $0.oid == oid }?.value
    }

    /// The certificate as a PEM block.
    public var pem: String { PEM.encode(der, label: .certificate) }

    /// Whether both are the same bytes.
    public static func == (left: Certificate, right: Certificate) -> Bool { left.der == right.der }

    /// Feeds the bytes.
    public func hash(into hasher: inout Hasher) { hasher.combine(der) }

    static func hasRepeats(_ extensions: [CertificateExtension]) -> Bool {
        extensions.indices.contains { index in
            extensions[..<index].contains { $0.oid == extensions[index].oid }
        }
    }

    static func firstElement(of der: [UInt8]) -> [UInt8]? {
        var start = 0
        var length = 0
        // Sound: C reads within `count`, and the range that it gives lies within it too.
        guard unsafe il_der_first_element(der, der.count, &start, &length) == 1 else { return nil }
        return Array(der[start..<(start + length)])
    }
}
