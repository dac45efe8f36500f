/// An X.509 certificate of an ML-DSA-87 key, signed with ML-DSA-87 (RFC 5280, RFC 9881).
///
/// Parsing says nothing about trust: `LatticeChain.verify` does.
public struct LatticeCertificate: Hashable, Sendable {
    /// The certificate as it was given.
    public let der: [UInt8]
    /// The part that is signed.
    public let tbs: [UInt8]
    /// The signature over `tbs`.
    public let signature: [UInt8]
    /// The subject's whole name, DER.
    public let subject: [UInt8]
    /// The subject's first common name.
    public let subjectCommonName: String?
    /// The issuer's whole name, DER.
    public let issuer: [UInt8]
    /// The serial number's magnitude, big-endian, without leading zeros, 1 to 20 octets.
    public let serial: [UInt8]
    /// The first moment of validity.
    public let notBefore: UTCSeconds
    /// The last moment of validity.
    public let notAfter: UTCSeconds
    /// The certified key.
    public let publicKey: MLDSA87.PublicKey
    /// Whether the key may certify others (basicConstraints cA).
    public let isCA: Bool
    /// How many authorities may stand between this one and a leaf; nil for no limit.
    public let pathLength: Int?
    /// What the key may do; nil where the certificate does not say.
    public let keyUsage: KeyUsage?
    /// All extensions, in their order.
    public let extensions: [CertificateExtension]

    /// Reads exactly one certificate in DER.
    public init(der: [UInt8]) throws(CertificateError) {
        guard let handle = CertificateHandle(der: der), let tbs = Certificate.firstElement(of: der),
            let subject = handle.name(ofIssuer: false), let issuer = handle.name(ofIssuer: true),
            let publicKeyInfo = handle.publicKeyInfo
        else { throw .notDER }
        guard handle.version == 3 else { throw .version(found: handle.version) }
        // The outer SEQUENCE's header has 4 bytes at these lengths; signature and its algorithm have one spelling.
        let tail = der.dropFirst(4 + tbs.count)
        guard tail.starts(with: Self.signatureHead), Self.signedAlgorithm(in: tbs) == MLDSA87.algorithm else {
            throw .signatureAlgorithm
        }
        signature = Array(tail.dropFirst(Self.signatureHead.count))
        guard signature.count == MLDSA87.signatureByteCount else { throw .signature }
        guard let serial = handle.serial, serial.count <= 20 else { throw .serialNumber }
        guard let subjectCommonName = handle.commonName(ofIssuer: false) else { throw .commonName }
        guard let notBefore = handle.time(ofEnd: false), let notAfter = handle.time(ofEnd: true) else {
            throw .validity
        }
        guard let constraints = handle.constraints, let extensions = handle.extensions,
            !Certificate.hasRepeats(extensions)
        else { throw .extensions }
        guard let publicKey = MLDSA87.PublicKey(der: publicKeyInfo) else { throw .latticeKey }
        self.der = der
        self.tbs = tbs
        self.subject = subject
        self.subjectCommonName = subjectCommonName
        self.issuer = issuer
        self.serial = serial
        self.notBefore = notBefore
        self.notAfter = notAfter
        self.publicKey = publicKey
        isCA = constraints.isAuthority
        pathLength = constraints.pathLength
        keyUsage = constraints.keyUsage
        self.extensions = extensions
    }

    /// Reads all PEM blocks of a text, in order; each must be such a certificate.
    public static func all(inPEM text: String) throws(CertificateError) -> [LatticeCertificate] {
        let blocks: [[UInt8]]
        do { blocks = try PEM.decodeAll(text, label: .certificate) } catch { throw .pem(error) }
        var certificates: [LatticeCertificate] = []
        for der in blocks { certificates.append(try LatticeCertificate(der: der)) }
        return certificates
    }

    /// Whether the holder of a key signed this certificate; names, validity and constraints are not looked at.
    public func isSigned(by key: MLDSA87.PublicKey) -> Bool { key.verify(signature, message: tbs) == .valid }

    /// Whether both are the same bytes.
    public static func == (left: LatticeCertificate, right: LatticeCertificate) -> Bool { left.der == right.der }

    /// Feeds the bytes.
    public func hash(into hasher: inout Hasher) { hasher.combine(der) }

    /// AlgorithmIdentifier, then a BIT STRING of 4,627 octets without unused bits, up to its content.
    private static let signatureHead: [UInt8] = MLDSA87.algorithm + [0x03, 0x82, 0x12, 0x14, 0x00]

    /// The AlgorithmIdentifier inside TBSCertificate: behind its header, the version and the serial number.
    private static func signedAlgorithm(in tbs: [UInt8]) -> [UInt8] {
        let serial = 4 + 5
        guard tbs.count > serial + 1, tbs[1] == 0x82, tbs[serial + 1] < 0x80 else { return [] }
        return Array(tbs.dropFirst(serial + 2 + Int(tbs[serial + 1])).prefix(MLDSA87.algorithm.count))
    }
}
