/// One extension of a certificate (RFC 5280, section 4.2).
public struct CertificateExtension: Hashable, Sendable {
    /// What it says.
    public let oid: OID
    /// Whether who does not know it must refuse the certificate.
    public let isCritical: Bool
    /// The DER inside extnValue.
    public let value: [UInt8]

    /// An extension with this DER inside extnValue.
    public init(oid: OID, isCritical: Bool, value: [UInt8]) {
        self.oid = oid
        self.isCritical = isCritical
        self.value = value
    }
}
