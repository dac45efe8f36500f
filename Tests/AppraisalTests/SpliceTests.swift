import Appraisal
import Attestation
import Cryptography
import Testing

@Suite struct SpliceTests {
    private func evidence(_ name: String) throws -> Evidence {
        try Evidence(try VectorCase.bytes("cases/\(name).cbor"))
    }

    private func rules(_ evidence: Evidence, nonce: [UInt8]? = nil) throws -> (Verdict, [Rule]) {
        let appraiser = Appraiser(
            trust: try VectorCase.trust(),
            question: Question(nonce: nonce, completeness: .part, signatures: .classicalOnly))
        let appraisal = appraiser.appraise([Exhibit(name: "spliced", bytes: evidence.encoded())])
        return (appraisal.verdict, appraisal.findings.map(\.rule))
    }

    /// Evidence with these certificates and the signature that `key` makes.
    private func signed(
        _ claims: Claims, _ key: P384.PrivateKey, alias: [UInt8], device: [UInt8]
    ) -> Evidence {
        Evidence(signing: claims, aliasCertificate: alias, deviceCertificate: device) { key.sign(digest: $0).bytes }
    }

    @Test("claims under another's signature are nobody's word")
    func swappedSignatures() throws {
        let (first, second) = (try evidence("honest-0"), try evidence("honest-1"))
        let spliced = Evidence(
            signing: first.claims, aliasCertificate: first.aliasCertificate,
            deviceCertificate: first.deviceCertificate
        ) { _ in second.signature }
        #expect(try rules(spliced) == (.indeterminate, [.signatureInvalid]))
    }

    @Test("a chain whose certificates change places is not trusted")
    func swappedCertificates() throws {
        let good = try evidence("honest-0")
        for (alias, device) in [
            (good.deviceCertificate, good.aliasCertificate), (good.aliasCertificate, good.aliasCertificate),
            (good.deviceCertificate, good.deviceCertificate), ([], good.deviceCertificate), (good.aliasCertificate, []),
        ] {
            let spliced = Evidence(
                signing: good.claims, aliasCertificate: alias, deviceCertificate: device
            ) { _ in good.signature }
            #expect(try rules(spliced) == (.indeterminate, [.chainRefused]))
        }
    }

    @Test("whoever holds a key but no certificate of it can only make evidence that is nobody's word")
    func selfMade() throws {
        let good = try evidence("honest-0")
        let key = P384.PrivateKey(derivedFrom: [1], purpose: "stranger")
        let made = signed(good.claims, key, alias: good.aliasCertificate, device: good.deviceCertificate)
        #expect(try rules(made) == (.indeterminate, [.signatureInvalid]))
        let name = try #require(DistinguishedName(commonName: "Interlock test vendor"))
        let chipName = try #require(DistinguishedName(commonName: "Interlock device \(good.claims.chip)"))
        let root = try CertificateAuthority.selfSigned(
            name: name, key: key, serial: [1], notBefore: 0, notAfter: .never, pathLength: nil)
        let device = try CertificateAuthority.issue(
            subject: chipName, publicKey: key.publicKey, issuerKey: key, issuerName: name, serial: [2], notBefore: 0,
            notAfter: .never, isCA: true, pathLength: 0, extensions: [])
        let alias = try CertificateAuthority.issue(
            subject: chipName, publicKey: key.publicKey, issuerKey: key, issuerName: chipName, serial: [3],
            notBefore: 0, notAfter: .never, isCA: false, pathLength: nil, extensions: [])
        #expect(try rules(signed(good.claims, key, alias: alias, device: device)) == (.indeterminate, [.chainRefused]))
        #expect(try rules(signed(good.claims, key, alias: alias, device: root)) == (.indeterminate, [.chainRefused]))
    }

    @Test("a cache that was filled under other roots vouches for nothing")
    func foreignCache() throws {
        let good = Exhibit(name: "good", bytes: try evidence("honest-0").encoded())
        let question = Question(completeness: .part, signatures: .classicalOnly)
        var trust = try VectorCase.trust()
        let rightful = Appraiser(trust: trust, question: question)
        var cache = ChainCache()
        #expect(rightful.examine(good, using: &cache).findings.isEmpty)
        let key = P384.PrivateKey(derivedFrom: [2], purpose: "other root")
        let name = try #require(DistinguishedName(commonName: "Interlock test vendor"))
        let other = try CertificateAuthority.selfSigned(
            name: name, key: key, serial: [1], notBefore: 0, notAfter: .never, pathLength: nil)
        trust.roots = [try Certificate(der: other)]
        let stranger = Appraiser(trust: trust, question: question)
        #expect(stranger.examine(good, using: &cache).findings.map(\.rule) == [.chainRefused])
    }

    @Test("a quorum that the agreement raises is the one that holds")
    func raisedQuorum() throws {
        let vector = try #require(VectorCase.all.first { $0.name == "honest-agreement" })
        let appraiser = try vector.appraiser()
        var policy = try #require(appraiser.policy)
        policy.licenceQuorum = 3
        let raised = Appraiser(trust: appraiser.trust, policy: policy, question: appraiser.question)
        #expect(raised.appraise(try vector.exhibits()).findings.map(\.rule) == [.licenceNotOfParties])
    }

    @Test("an appraisal before the epoch, or at a time that ticks can't tell, is not kept in silence")
    func timeOfAppraisal() throws {
        let vector = try #require(VectorCase.all.first { $0.name == "honest-agreement" })
        let appraiser = try vector.appraiser()
        let early = Appraiser(
            trust: appraiser.trust, policy: appraiser.policy,
            question: Question(
                time: .moment(appraiser.trust.timing?.epoch ?? 0), completeness: .part, signatures: .classicalOnly))
        #expect(early.appraise(try vector.exhibits()).findings.map(\.rule) == [.stale])
        var trust = appraiser.trust
        trust.timing = nil
        let timeless = Appraiser(
            trust: trust, policy: appraiser.policy,
            question: Question(time: .moment(1_800_000_000), completeness: .part, signatures: .classicalOnly))
        let chip = try #require(timeless.appraise(try vector.exhibits()).chips.first)
        #expect(chip.checks.contains { $0.check == .completeness && $0.outcome != .held })
    }
}
