import Cryptography

/// Our own chain of certificates: a root, an authority below it, and a leaf.
public struct HardwareAuthority: Sendable {
    /// From the first to the last moment of all certificates.
    public static let validity: ClosedRange<UTCSeconds> = 1_700_000_000...1_800_000_000

    /// The leaf, the authority, the root.
    public let chain: [Certificate]
    /// The leaf's key.
    public let key: P384.PrivateKey

    /// A chain that others made, and its leaf's key.
    public init(chain: [Certificate], key: P384.PrivateKey) {
        self.chain = chain
        self.key = key
    }

    /// A chain whose keys come from `purpose`; the leaf bears a name and extensions.
    public init(_ purpose: String, leaf: String, extensions: [CertificateExtension] = []) throws {
        let keys = ["root", "authority", "leaf"].map {
            P384.PrivateKey(derivedFrom: Array("HardwareAuthority".utf8), purpose: "\(purpose) \($0)")
        }
        let names = try ["\(purpose) root", "\(purpose) authority", leaf].map { name in
            guard let name = DistinguishedName(commonName: name) else { throw CertificateError.commonName }
            return name
        }
        let (start, end) = (HardwareAuthority.validity.lowerBound, HardwareAuthority.validity.upperBound)
        let root = try CertificateAuthority.selfSigned(
            name: names[0], key: keys[0], serial: [1], notBefore: start, notAfter: end, pathLength: nil)
        let authority = try CertificateAuthority.issue(
            subject: names[1], publicKey: keys[1].publicKey, issuerKey: keys[0], issuerName: names[0], serial: [2],
            notBefore: start, notAfter: end, isCA: true, pathLength: 0, extensions: [])
        let signer = try CertificateAuthority.issue(
            subject: names[2], publicKey: keys[2].publicKey, issuerKey: keys[1], issuerName: names[1], serial: [3],
            notBefore: start, notAfter: end, isCA: false, pathLength: nil, extensions: extensions)
        chain = try [signer, authority, root].map { try Certificate(der: $0) }
        key = keys[2]
    }

    /// The root, which others trust.
    public var root: Certificate { chain[chain.count - 1] }
}
