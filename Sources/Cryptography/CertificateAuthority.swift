import COpenSSL

/// Issues certificates whose bytes depend on the arguments alone: the vendor's root and a device's identity.
///
/// Each carries critical basicConstraints and keyUsage (keyCertSign for an authority, for a root cRLSign as well, and
/// digitalSignature for others),
/// a subject key identifier and, unless self-signed, an authority key identifier (RFC 5280, section 4.2.1). Key
/// identifiers are the leftmost 160 bits of SHA-384 of the public point (RFC 7093, section 2, method 3).
public enum CertificateAuthority {
    /// The DER of a certificate for another's key.
    ///
    /// `serial` is a big-endian magnitude, positive and below 2^159. `pathLength` says how many authorities may follow:
    /// nil for no limit, and nil unless `isCA`. `extensions` follow the authority's own, in their order.
    public static func issue(
        subject: DistinguishedName, publicKey: P384.PublicKey, issuerKey: P384.PrivateKey,
        issuerName: DistinguishedName, serial: [UInt8], notBefore: UTCSeconds, notAfter: UTCSeconds, isCA: Bool,
        pathLength: Int?, extensions: [CertificateExtension]
    ) throws(IssueError) -> [UInt8] {
        let tbs = try body(
            Names(subject: subject, issuer: issuerName), publicKey.der, identifier: keyIdentifier(publicKey),
            issuer: publicKey == issuerKey.publicKey ? nil : keyIdentifier(issuerKey.publicKey), algorithm, serial,
            Validity(notBefore: notBefore, notAfter: notAfter), isCA: isCA, pathLength: pathLength, extensions)
        let signature = issuerKey.sign(digest: Digest384(hashing: tbs))
        return DERWriter.sequence(tbs, algorithm, DERWriter.bitString(encode(signature)))
    }

    /// The DER of an ML-DSA-87 certificate (RFC 9881) for another's key; otherwise as the one above.
    public static func issue(
        subject: DistinguishedName, publicKey: MLDSA87.PublicKey, issuerKey: MLDSA87.PrivateKey,
        issuerName: DistinguishedName, serial: [UInt8], notBefore: UTCSeconds, notAfter: UTCSeconds, isCA: Bool,
        pathLength: Int?, extensions: [CertificateExtension]
    ) throws(IssueError) -> [UInt8] {
        let tbs = try body(
            Names(subject: subject, issuer: issuerName), publicKey.der, identifier: keyIdentifier(publicKey),
            issuer: publicKey == issuerKey.publicKey ? nil : keyIdentifier(issuerKey.publicKey), MLDSA87.algorithm,
            serial, Validity(notBefore: notBefore, notAfter: notAfter), isCA: isCA, pathLength: pathLength, extensions)
        return DERWriter.sequence(tbs, MLDSA87.algorithm, DERWriter.bitString(issuerKey.sign(message: tbs)))
    }

    private struct Names {
        let subject: DistinguishedName
        let issuer: DistinguishedName
    }

    private struct Validity {
        let notBefore: UTCSeconds
        let notAfter: UTCSeconds
    }

    /// TBSCertificate, DER; `issuer` is the issuing key's identifier, nil where the key certifies itself.
    private static func body(
        _ names: Names, _ publicKeyInfo: [UInt8], identifier: [UInt8], issuer: [UInt8]?, _ algorithm: [UInt8],
        _ serial: [UInt8], _ validity: Validity, isCA: Bool, pathLength: Int?, _ extensions: [CertificateExtension]
    ) throws(IssueError) -> [UInt8] {
        try checkSerial(serial)
        guard validity.notBefore <= validity.notAfter, let start = time(validity.notBefore),
            let end = time(validity.notAfter)
        else { throw .validity }
        guard pathLength.map({ isCA && (0...255).contains($0) }) ?? true else { throw .pathLength }
        var all = standardExtensions(for: identifier, isCA: isCA, isRoot: isCA && issuer == nil, pathLength: pathLength)
        if let issuer { all.append(authorityKeyIdentifier(issuer)) }
        for added in extensions {
            guard !all.contains(where: { $0.oid == added.oid }), added.oid != authorityKeyIdentifierOID else {
                throw .repeatedExtension(added.oid)
            }
            all.append(added)
        }
        return DERWriter.sequence(
            DERWriter.element(.constructed0, DERWriter.integer([2])), DERWriter.integer(serial), algorithm,
            names.issuer.der, DERWriter.sequence(start, end), names.subject.der, publicKeyInfo,
            DERWriter.element(.constructed3, DERWriter.element(.sequence, all.flatMap(encode))))
    }

    static func checkSerial(_ serial: [UInt8]) throws(IssueError) {
        let digits = serial.drop { $0 == 0 }
        guard let first = digits.first, digits.count < 20 || (digits.count == 20 && first < 0x80) else {
            throw .serialNumber
        }
    }

    /// The DER of a root: an authority's certificate for its own key.
    public static func selfSigned(
        name: DistinguishedName, key: P384.PrivateKey, serial: [UInt8], notBefore: UTCSeconds, notAfter: UTCSeconds,
        pathLength: Int?, extensions: [CertificateExtension] = []
    ) throws(IssueError) -> [UInt8] {
        try issue(
            subject: name, publicKey: key.publicKey, issuerKey: key, issuerName: name, serial: serial,
            notBefore: notBefore, notAfter: notAfter, isCA: true, pathLength: pathLength, extensions: extensions)
    }

    /// The DER of an ML-DSA-87 root.
    public static func selfSigned(
        name: DistinguishedName, key: MLDSA87.PrivateKey, serial: [UInt8], notBefore: UTCSeconds,
        notAfter: UTCSeconds, pathLength: Int?
    ) throws(IssueError) -> [UInt8] {
        try issue(
            subject: name, publicKey: key.publicKey, issuerKey: key, issuerName: name, serial: serial,
            notBefore: notBefore, notAfter: notAfter, isCA: true, pathLength: pathLength, extensions: [])
    }

    /// The identifier by which certificates refer to an ML-DSA-87 key.
    public static func keyIdentifier(_ key: MLDSA87.PublicKey) -> [UInt8] {
        Array(SHA384.digest(of: key.raw).prefix(20))
    }

    /// The identifier by which certificates refer to a key: 20 bytes (RFC 7093, section 2, method 3).
    public static func keyIdentifier(_ key: P384.PublicKey) -> [UInt8] {
        Array(SHA384.digest(of: [0x04] + key.raw).prefix(20))
    }

    /// AlgorithmIdentifier of ecdsa-with-SHA384, 1.2.840.10045.4.3.3 without parameters (RFC 5758, section 3.2).
    static let algorithm = DERWriter.sequence(
        DERWriter.identifier(OID(content: [0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x03])))

    private static let authorityKeyIdentifierOID = OID(content: [0x55, 0x1D, 0x23])

    private static func standardExtensions(
        for identifier: [UInt8], isCA: Bool, isRoot: Bool, pathLength: Int?
    ) -> [CertificateExtension] {
        var constraints: [UInt8] = isCA ? DERWriter.element(.boolean, [0xFF]) : []
        if let pathLength { constraints += DERWriter.integer([UInt8(pathLength)]) }
        // Named bits from the left: digitalSignature is bit 0, keyCertSign bit 5, cRLSign bit 6; trailing zero bits are left
        // out.
        let usage: [UInt8] = isRoot ? [1, 0x06] : isCA ? [2, 0x04] : [7, 0x80]
        return [
            CertificateExtension(
                oid: OID(content: [0x55, 0x1D, 0x13]), isCritical: true,
                value: DERWriter.element(.sequence, constraints)),
            CertificateExtension(
                oid: OID(content: [0x55, 0x1D, 0x0F]), isCritical: true, value: DERWriter.element(.bitString, usage)),
            CertificateExtension(
                oid: OID(content: [0x55, 0x1D, 0x0E]), isCritical: false,
                value: DERWriter.element(.octetString, identifier)),
        ]
    }

    static func authorityKeyIdentifier(_ identifier: [UInt8]) -> CertificateExtension {
        CertificateExtension(
            oid: authorityKeyIdentifierOID, isCritical: false,
            value: DERWriter.sequence(DERWriter.element(.primitive0, identifier)))
    }

    static func encode(_ added: CertificateExtension) -> [UInt8] {
        DERWriter.sequence(
            DERWriter.identifier(added.oid), added.isCritical ? DERWriter.element(.boolean, [0xFF]) : [],
            DERWriter.element(.octetString, added.value))
    }

    static func encode(_ signature: P384.Signature) -> [UInt8] {
        DERWriter.sequence(
            DERWriter.integer(Array(signature.bytes[..<48])), DERWriter.integer(Array(signature.bytes[48...])))
    }

    static func time(_ moment: UTCSeconds) -> [UInt8]? {
        guard moment >= .earliest, moment <= .never else { return nil }
        // Sound: C takes a plain number; `takeBuffer` owns what comes back.
        return unsafe takeBuffer { unsafe il_time_to_der(moment.value, $0) }
    }
}
