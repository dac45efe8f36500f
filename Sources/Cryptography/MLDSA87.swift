/// ML-DSA-87 (FIPS 204), pure, with an empty context: what COSE calls ML-DSA-87 (RFC 9964) and X.509 too (RFC 9881).
public enum MLDSA87 {
    /// Bytes of a public key.
    public static let publicKeyByteCount = 2592
    /// Bytes of a signature.
    public static let signatureByteCount = 4627
    /// Bytes of a private key's seed.
    public static let seedByteCount = 32
}
