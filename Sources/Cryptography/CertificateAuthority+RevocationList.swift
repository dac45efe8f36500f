extension CertificateAuthority {
    /// A certificate to be listed as revoked.
    public struct RevokedCertificate: Hashable, Sendable {
        /// Its serial number: a big-endian magnitude, positive and below 2^159.
        public let serial: [UInt8]
        /// Since when, and why.
        public let revocation: Revocation

        /// A certificate of the authority that signs the list.
        public init(serial: [UInt8], revocation: Revocation) {
            self.serial = serial
            self.revocation = revocation
        }
    }

    /// The DER of a whole certificate revocation list (RFC 5280, section 5), version 2, ecdsa-with-SHA384.
    ///
    /// - Parameters:
    ///   - issuer: the issuer's certificate.
    ///   - key: the issuer's key.
    ///   - number: the list's number, greater than that of every list before.
    ///   - thisUpdate: the moment until which the list is complete.
    ///   - nextUpdate: when the next list can be had at the latest.
    ///   - revoked: the certificates, each serial once.
    /// - Returns: the list.
    /// - Throws: `IssueError` where a time is beyond the year 9999 or `nextUpdate` is earlier than `thisUpdate`, or where a
    ///   serial is no serial number or occurs twice.
    public static func revocationList(
        of issuer: Certificate, signedBy key: P384.PrivateKey, number: UInt64, thisUpdate: UTCSeconds,
        nextUpdate: UTCSeconds, revoked: [RevokedCertificate]
    ) throws(IssueError) -> [UInt8] {
        guard thisUpdate <= nextUpdate, let start = time(thisUpdate), let end = time(nextUpdate) else {
            throw .validity
        }
        guard Set(revoked.map { Array($0.serial.drop { $0 == 0 }) }).count == revoked.count else {
            throw .serialNumber
        }
        var entries: [UInt8] = []
        for certificate in revoked { entries += try entry(certificate) }
        let extensions = [
            authorityKeyIdentifier(keyIdentifier(key.publicKey)),
            CertificateExtension(
                oid: OID(content: [0x55, 0x1D, 0x14]), isCritical: false,
                value: DERWriter.integer(
                    stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: number >> $0) })),
        ]
        let tbs = DERWriter.sequence(
            DERWriter.integer([1]), algorithm, issuer.subject, start, end,
            entries.isEmpty ? [] : DERWriter.element(.sequence, entries),
            DERWriter.element(.constructed0, DERWriter.element(.sequence, extensions.flatMap(encode))))
        let signature = key.sign(digest: Digest384(hashing: tbs))
        return DERWriter.sequence(tbs, algorithm, DERWriter.bitString(encode(signature)))
    }

    private static func entry(_ certificate: RevokedCertificate) throws(IssueError) -> [UInt8] {
        try checkSerial(certificate.serial)
        guard let moment = time(certificate.revocation.moment) else { throw .validity }
        let reason = certificate.revocation.reason
        // A reason that says nothing is left out (RFC 5280, section 5.3.1).
        let extensions =
            reason == .unspecified
            ? []
            : DERWriter.sequence(
                encode(
                    CertificateExtension(
                        oid: OID(content: [0x55, 0x1D, 0x15]), isCritical: false,
                        value: DERWriter.element(.enumerated, [UInt8(reason.rawValue)]))))
        return DERWriter.sequence(DERWriter.integer(certificate.serial), moment, extensions)
    }
}
