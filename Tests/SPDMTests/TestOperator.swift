import Attestation
import Cryptography
import InterlockTesting
import Silicon

/// An operator who certifies a chip's key, well or badly.
struct TestOperator {
    /// The operator's key.
    let key: P384.PrivateKey
    /// What the root is called.
    let name: String

    init(_ name: String = "Operator") {
        self.name = name
        key = P384.PrivateKey(derivedFrom: Array(name.utf8), purpose: "operator")
    }

    /// The root. `padding` more bytes make it large.
    func root(isCA: Bool = true, padding: Int = 0) throws -> Certificate {
        let name = try name(name)
        return try Certificate(
            der: CertificateAuthority.issue(
                subject: name, publicKey: key.publicKey, issuerKey: key, issuerName: name, serial: [1],
                notBefore: Manufacture.notBefore, notAfter: .never, isCA: isCA, pathLength: nil,
                extensions: padding == 0 ? [] : [self.padding(padding)]))
    }

    /// A certificate of another's key.
    func certificate(
        of publicKey: P384.PublicKey, named subject: String, isCA: Bool = false, issuer: String? = nil
    ) throws -> Certificate {
        try Certificate(
            der: CertificateAuthority.issue(
                subject: name(subject), publicKey: publicKey, issuerKey: key, issuerName: name(issuer ?? name),
                serial: [2], notBefore: Manufacture.notBefore, notAfter: .never, isCA: isCA, pathLength: nil,
                extensions: []))
    }

    /// Root and a certificate of the alias key, which the requester has read.
    func aliasChain(_ requester: SPDMRequester, padding: Int = 0) throws -> [Certificate] {
        let alias = requester.certificates[3]
        return [try root(padding: padding), try certificate(of: alias.publicKey, named: "my chip")]
    }

    /// Root and a certificate of the local identity.
    func localChain(_ requester: SPDMRequester) throws -> [Certificate] {
        let local = requester.certificates[2]
        return [
            try root(),
            try certificate(of: local.publicKey, named: local.subjectCommonName ?? "", isCA: true),
        ]
    }

    private func name(_ text: String) throws -> DistinguishedName {
        guard let name = DistinguishedName(commonName: text) else { throw SPDMFailure.chain }
        return name
    }

    private func padding(_ count: Int) -> CertificateExtension {
        guard let oid = OID("1.3.6.1.4.1.99999.1") else { preconditionFailure("The identifier is well formed.") }
        return CertificateExtension(
            oid: oid, isCritical: false,
            value: [4, 0x82, UInt8(count >> 8), UInt8(count & 0xff)] + [UInt8](repeating: 0x55, count: count))
    }
}

extension SPDMWorld {
    /// Gives slot 1 a chain, in a session.
    func provision(_ chain: [Certificate], _ requester: SPDMRequester) throws {
        var session: SPDMSession? = try session(requester)
        try requester.set(chain, inSlot: 1, in: &session)
        try session?.end(requester)
    }

    /// The names in slot 1; nil where it is empty.
    func slot1() throws -> [String?]? {
        _ = try prepared()
        let digests = try clear([0x13, 0x81, 0, 0])
        guard digests[3] & 2 != 0 else { return nil }
        return try prepared(slot: 1).certificates.map(\.subjectCommonName)
    }
}
