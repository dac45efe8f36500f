extension MLDSA87 {
    /// AlgorithmIdentifier of id-ml-dsa-87, 2.16.840.1.101.3.4.3.19, without parameters (RFC 9881, section 2).
    static let algorithm: [UInt8] = [
        0x30, 0x0B, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, 0x13,
    ]
}

extension MLDSA87.PublicKey {
    /// SubjectPublicKeyInfo up to the key (RFC 9881, section 4).
    private static let infoPrefix: [UInt8] =
        [0x30, 0x82, 0x0A, 0x32] + MLDSA87.algorithm + [0x03, 0x82, 0x0A, 0x21, 0x00]

    /// Reads a DER SubjectPublicKeyInfo, or gives nil.
    public init?(der: [UInt8]) {
        // DER leaves one spelling for this structure, so comparing the prefix is a whole parser.
        guard der.starts(with: Self.infoPrefix) else { return nil }
        self.init(raw: Array(der[Self.infoPrefix.count...]))
    }

    /// The DER SubjectPublicKeyInfo, 2,614 bytes.
    public var der: [UInt8] { Self.infoPrefix + raw }
}

extension MLDSA87.PrivateKey {
    /// PKCS #8 with the seed alone, up to the seed (RFC 9881, section 6).
    private static let prefix: [UInt8] =
        [0x30, 0x34, 0x02, 0x01, 0x00] + MLDSA87.algorithm + [0x04, 0x22, 0x80, 0x20]

    /// Reads a DER PKCS #8 private key that holds the seed alone, or gives nil.
    public init?(pkcs8 der: [UInt8]) {
        guard der.starts(with: Self.prefix) else { return nil }
        self.init(seed: Array(der[Self.prefix.count...]))
    }

    /// The secret in the clear as DER PKCS #8; the copy is not wiped.
    public var exposedPKCS8: [UInt8] { Self.prefix + exposedSeed }
}
