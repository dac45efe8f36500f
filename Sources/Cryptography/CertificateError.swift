/// Why bytes are no certificate that this library accepts.
public enum CertificateError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Not PEM blocks of certificates.
    case pem(PEMError)
    /// Not exactly one DER Certificate (RFC 5280, section 4.1).
    case notDER
    /// Another version than 3.
    case version(found: Int64)
    /// The serial number is not positive or over 20 octets long (RFC 5280, section 4.1.2.2).
    case serialNumber
    /// A common name is not text.
    case commonName
    /// A validity time is malformed.
    case validity
    /// An extension is malformed or occurs twice.
    case extensions
    /// The key is no uncompressed P-384 point, or is off the curve.
    case publicKey(P384.KeyError)
    /// The key is no ML-DSA-87 key (RFC 9881).
    case latticeKey
    /// The signature algorithm is another than ecdsa-with-SHA384 (ML-DSA-87 beside an ML-DSA-87 key), or the two fields that name it differ.
    case signatureAlgorithm
    /// The signature is no DER pair of numbers below 2^384, or not 4,627 bytes of ML-DSA-87.
    case signature

    /// What is wrong and what would mend it.
    public var description: String {
        switch self {
        case .pem(let error): error.description
        case .notDER: "These bytes are not exactly one DER certificate; export it again, and alone."
        case .version(let found): "The certificate has version \(found); only version 3 is accepted."
        case .serialNumber: "The serial number must be positive and at most 20 octets; have the certificate reissued."
        case .commonName: "A common name in the certificate is not text; have the certificate reissued."
        case .validity: "A validity time in the certificate is malformed; have the certificate reissued."
        case .extensions: "An extension is malformed or occurs twice; have the certificate reissued."
        case .publicKey(let error): "The certified key is not acceptable. \(error.description)"
        case .latticeKey: "The certified key is no ML-DSA-87 key; have the certificate reissued."
        case .signatureAlgorithm:
            "The certificate must be signed with its key's own algorithm throughout, ecdsa-with-SHA384 or ML-DSA-87; "
                + "have it reissued."
        case .signature: "The signature field has not the form of its algorithm; have the certificate reissued."
        }
    }
}
