import Cryptography
import Silicon

/// What an operator's key says: a root of its own, and certificates of chips' keys. The same key and chip give the same
/// bytes.
struct OperatorAuthority {
    private let key: P384.PrivateKey

    init(_ key: P384.PrivateKey) { self.key = key }

    /// The root, and a certificate of a chip's key: an authority's for a local identity. Nil where a name is no name.
    func chain(for chip: P384.PublicKey, named name: String?, _ isLocal: Bool) -> [Certificate]? {
        guard let root = DistinguishedName(commonName: "Interlock operator"),
            let subject = DistinguishedName(commonName: name ?? "Interlock chip"),
            let rootBytes = try? CertificateAuthority.selfSigned(
                name: root, key: key, serial: serial(key.publicKey), notBefore: Manufacture.notBefore, notAfter: .never,
                pathLength: isLocal ? 1 : 0),
            let bytes = try? CertificateAuthority.issue(
                subject: subject, publicKey: chip, issuerKey: key, issuerName: root, serial: serial(chip),
                notBefore: Manufacture.notBefore, notAfter: .never, isCA: isLocal, pathLength: isLocal ? 0 : nil,
                extensions: []),
            let first = try? Certificate(der: rootBytes), let second = try? Certificate(der: bytes)
        else { return nil }
        return [first, second]
    }

    private func serial(_ key: P384.PublicKey) -> [UInt8] { [0x40] + Digest384(hashing: key.raw).bytes.prefix(15) }
}
