import Agreement
import Appraisal
import Attestation
import Cryptography

/// Keys, certificates and firmware digests with which written evidence is signed: P-384 alone, for suites test terms
/// and no cryptography. All follow from fixed seeds.
struct Workbench: Sendable {
    /// A chip that can sign.
    struct Chip: Sendable {
        let id: ChipID
        let alias: SigningKey
        let aliasCertificate: [UInt8]
        let deviceCertificate: [UInt8]
    }

    /// Why a workbench can't be made: certificates can't be issued.
    struct Failure: Error, Hashable, Sendable {
        let reason: String
    }

    let root: Certificate
    let rom = Digest384(hashing: Array("rom".utf8))
    let runtime = RuntimeMeasurement(version: "1.0.0", securityVersion: 1, digest: Digest384(hashing: [1]))
    let vendor: SigningKey
    let chips: [Chip]
    /// The parties' keys, by place.
    let parties: [SigningKey]

    init(chips count: Int, parties partyCount: Int) throws(Failure) {
        let key = { (name: String) in
            SigningKey(derivedFrom: Array("policy".utf8), purpose: name, isHybrid: false)
        }
        let name = { (text: String) throws(Failure) -> DistinguishedName in
            guard let name = DistinguishedName(commonName: text) else { throw Failure(reason: text) }
            return name
        }
        vendor = key("vendor")
        parties = (0..<partyCount).map { key("party \($0)") }
        let rootName = try name("Interlock policy test vendor")
        do {
            root = try Certificate(
                der: try CertificateAuthority.selfSigned(
                    name: rootName, key: vendor.classical, serial: [1], notBefore: 0, notAfter: .never, pathLength: nil)
            )
            var chips: [Chip] = []
            for number in 0..<count {
                guard let id = Workbench.identifier("chip \(number)") else { continue }
                let (device, alias) = (key("device \(number)"), key("alias \(number)"))
                let deviceName = try name("Interlock device \(id)")
                chips.append(
                    Chip(
                        id: id, alias: alias,
                        aliasCertificate: try CertificateAuthority.issue(
                            subject: try name("Interlock alias \(id)"), publicKey: alias.classical.publicKey,
                            issuerKey: device.classical, issuerName: deviceName, serial: [3], notBefore: 0,
                            notAfter: .never, isCA: false, pathLength: nil,
                            extensions: TCBInfo.certificateExtensions(of: runtime)),
                        deviceCertificate: try CertificateAuthority.issue(
                            subject: deviceName, publicKey: device.classical.publicKey, issuerKey: vendor.classical,
                            issuerName: rootName, serial: [2], notBefore: 0, notAfter: .never, isCA: true,
                            pathLength: 0, extensions: [])))
            }
            self.chips = chips
        } catch { throw Failure(reason: "\(error)") }
    }

    /// The identifier that a name stands for.
    static func identifier(_ name: String) -> ChipID? {
        ChipID(Array(Digest384(hashing: Array(name.utf8)).bytes.prefix(16)))
    }
}
