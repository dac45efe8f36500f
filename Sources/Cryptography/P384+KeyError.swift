extension P384 {
    /// Why bytes or text are no key.
    public enum KeyError: Error, Hashable, Sendable, CustomStringConvertible {
        /// A raw key of another length than 96 bytes (public) or 48 (private).
        case length(found: Int, expected: Int)
        /// The coordinates are not a point of P-384.
        case notOnCurve
        /// The scalar is 0 or at least the curve's order.
        case scalarOutOfRange
        /// Not a DER SubjectPublicKeyInfo of an uncompressed P-384 point (RFC 5480).
        case notPublicKeyInfo
        /// Not a DER PKCS #8 P-384 private key (RFC 5958), or its two halves do not belong together.
        case notPrivateKeyInfo
        /// What follows the P-384 key is no one ML-DSA-87 key (RFC 9881).
        case notHybrid
        /// The text is no single PEM block with the expected label (RFC 7468).
        case pem(PEMError)

        /// What is wrong and what would mend it.
        public var description: String {
            switch self {
            case .length(let found, let expected):
                "The raw key has \(found) bytes; give exactly \(expected)."
            case .notOnCurve:
                "The point is not on the curve P-384; give x and y of a P-384 public key, 48 bytes each."
            case .scalarOutOfRange:
                "The private scalar is 0 or not below the order of P-384; generate another."
            case .notPublicKeyInfo:
                "This is no SubjectPublicKeyInfo of an uncompressed P-384 key; export it with `openssl ec -pubout`."
            case .notPrivateKeyInfo:
                "This is no PKCS #8 P-384 private key; convert it with `openssl pkcs8 -topk8 -nocrypt`."
            case .notHybrid:
                "What follows the P-384 key is no one ML-DSA-87 key; give both, or for a classical key the first alone."
            case .pem(let error):
                error.description
            }
        }
    }
}
