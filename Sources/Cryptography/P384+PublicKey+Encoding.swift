extension P384.PublicKey {
    /// SubjectPublicKeyInfo of an uncompressed P-384 point up to its coordinates (RFC 5480, section 2).
    ///
    /// SEQUENCE { SEQUENCE { id-ecPublicKey, secp384r1 }, BIT STRING { 0 unused bits, 04, x, y } }
    private static let infoPrefix: [UInt8] = [
        0x30, 0x76, 0x30, 0x10, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01, 0x06, 0x05, 0x2B, 0x81, 0x04,
        0x00, 0x22, 0x03, 0x62, 0x00, 0x04,
    ]

    /// Reads a DER SubjectPublicKeyInfo; compressed points and explicit curve parameters are refused.
    public init(der: [UInt8]) throws(P384.KeyError) {
        // DER leaves one spelling for this structure, so comparing the prefix is a whole parser.
        guard der.count == Self.infoPrefix.count + Self.byteCount, der.starts(with: Self.infoPrefix) else {
            throw .notPublicKeyInfo
        }
        try self.init(raw: Array(der[Self.infoPrefix.count...]))
    }

    /// Reads one PEM block labelled PUBLIC KEY (RFC 7468, section 13).
    public init(pem: String) throws(P384.KeyError) {
        let der: [UInt8]
        do { der = try PEM.decode(pem, label: .publicKey) } catch { throw .pem(error) }
        try self.init(der: der)
    }

    /// The DER SubjectPublicKeyInfo, 120 bytes.
    public var der: [UInt8] { Self.infoPrefix + raw }

    /// The key as a PEM block labelled PUBLIC KEY.
    public var pem: String { PEM.encode(der, label: .publicKey) }
}
