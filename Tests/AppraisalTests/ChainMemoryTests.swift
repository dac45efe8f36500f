import Appraisal
import Attestation
import Cryptography
import InterlockTesting
import Testing

/// What was verified before may spare work, and change no answer.
@Suite("Chains that were verified before")
struct ChainMemoryTests {
    private static let device = "Interlock device 1"

    private func key(_ name: String) -> P384.PrivateKey { P384.PrivateKey(derivedFrom: [9], purpose: name) }

    private func name(_ text: String) throws -> DistinguishedName { try #require(DistinguishedName(commonName: text)) }

    private func root(_ key: P384.PrivateKey, _ times: [Int64] = [0, 1000]) throws -> Certificate {
        try Certificate(
            der: CertificateAuthority.selfSigned(
                name: name("vendor"), key: key, serial: [1], notBefore: UTCSeconds(times[0]),
                notAfter: UTCSeconds(times[1]), pathLength: nil))
    }

    private func issued(
        _ subject: String, _ holder: P384.PrivateKey, by issuer: String, _ signer: P384.PrivateKey, isCA: Bool,
        limit: Int? = nil, _ times: [Int64] = [0, 1000]
    ) throws -> [UInt8] {
        try CertificateAuthority.issue(
            subject: name(subject), publicKey: holder.publicKey, issuerKey: signer, issuerName: name(issuer),
            serial: [2], notBefore: UTCSeconds(times[0]), notAfter: UTCSeconds(times[1]), isCA: isCA,
            pathLength: limit, extensions: [])
    }

    /// Evidence, good and bad, that shares certificates, names and keys.
    private func evidence() throws -> [Exhibit] {
        let claims = try Evidence(try VectorCase.bytes("cases/honest-0.cbor")).claims
        let (vendor, holder, other, alias, local) = (
            key("vendor"), key("device"), key("other"), key("alias"), key("local")
        )
        let device = try issued(Self.device, holder, by: "vendor", vendor, isCA: true, limit: 1, [50, 300])
        let strict = try issued(Self.device, holder, by: "vendor", vendor, isCA: true, limit: 0)
        // The same name with another key, and the same key by another vendor of the same name.
        let namesake = try issued(Self.device, other, by: "vendor", vendor, isCA: true)
        let foreign = try issued(Self.device, holder, by: "vendor", key("vendor 2"), isCA: true)
        let first = try issued("alias", alias, by: Self.device, holder, isCA: false, [100, 200])
        let second = try issued("alias", alias, by: Self.device, holder, isCA: false, [150, 400])
        let stranger = try issued("alias", alias, by: Self.device, other, isCA: false)
        let authority = try issued("local", local, by: Self.device, holder, isCA: true)
        let below = try issued("alias", alias, by: "local", local, isCA: false)
        var altered = first
        altered[altered.count - 1] ^= 1
        var alteredDevice = device
        alteredDevice[alteredDevice.count - 1] ^= 1
        let chains: [(alias: [UInt8], local: [UInt8]?, device: [UInt8])] = [
            (first, nil, device), (second, nil, device), (first, nil, strict), (first, nil, namesake),
            (first, nil, foreign), (stranger, nil, device), (stranger, nil, namesake), (altered, nil, device),
            (first, nil, alteredDevice), (below, authority, device), (below, authority, strict),
            (below, authority, namesake), (first, authority, device), (below, nil, device), (device, nil, device),
        ]
        return chains.enumerated().map { place, chain in
            let evidence = Evidence(
                signing: claims, aliasCertificate: chain.alias, localCertificate: chain.local,
                deviceCertificate: chain.device
            ) { alias.sign(digest: $0).bytes }
            return Exhibit(name: "\(place)", bytes: evidence.encoded())
        }
    }

    @Test("under whatever roots and at whatever time: the answer is that of a verifier that has seen nothing before")
    func same() throws {
        let exhibits = try evidence()
        let vendor = try root(key("vendor"))
        var broken = vendor.der
        broken[broken.count - 1] ^= 1
        let rootSets = [
            [vendor], [try root(key("vendor 2"))], [vendor, try root(key("vendor 2"))], [try Certificate(der: broken)],
            [try root(key("vendor"), [120, 180])], [],
        ]
        let times: [Int64] = [49, 50, 99, 100, 119, 120, 149, 150, 179, 180, 199, 200, 299, 300, 399, 400, 999, 1000]
        var trust = try VectorCase.trust()
        var random = Generator(seed: 14)
        var cache = ChainCache()
        let shared = SharedChainCache()
        var outcomes: [Bool: Int] = [:]
        for step in 0..<700 {
            // Roots stay for a while, so that there is something to remember.
            if step % 50 == 0 { trust.roots = step % 100 == 0 ? rootSets[0] : random.element(rootSets) }
            let time = UTCSeconds(random.element(times))
            let appraiser = Appraiser(
                trust: trust,
                question: Question(time: .moment(time), completeness: .part, signatures: .classicalOnly))
            let exhibit = random.element(exhibits)
            var fresh = ChainCache()
            let expected = appraiser.examine(exhibit, using: &fresh)
            for found in [appraiser.examine(exhibit, using: &cache), appraiser.examine(exhibit, using: shared)] {
                #expect(found.isAuthentic == expected.isAuthentic, "step \(step), \(exhibit.name) at \(time)")
                #expect(found.findings == expected.findings, "step \(step), \(exhibit.name) at \(time)")
            }
            outcomes[expected.isAuthentic, default: 0] += 1
        }
        #expect((outcomes[true] ?? 0) > 50 && (outcomes[false] ?? 0) > 50, "\(outcomes)")
    }

    @Test("the last second of a certificate is over, whether or not its chain is kept")
    func lastSecond() throws {
        let exhibit = try evidence()[0]
        var trust = try VectorCase.trust()
        trust.roots = [try root(key("vendor"))]
        var cache = ChainCache()
        let isAuthentic = { (time: Int64) in
            Appraiser(
                trust: trust,
                question: Question(
                    time: .moment(UTCSeconds(time)), completeness: .part, signatures: .classicalOnly)
            ).examine(exhibit, using: &cache).isAuthentic
        }
        #expect([150, 199, 200, 199, 100, 99, 200].map(isAuthentic) == [true, true, false, true, true, false, false])
    }
}
