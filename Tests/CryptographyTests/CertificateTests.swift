import Cryptography
import Testing

/// A root, a device identity below it and an alias below that, made afresh by the authority.
struct Family {
    static let start: UTCSeconds = 1_700_000_000
    let rootKey = P384.PrivateKey.testing("vendor root")
    let deviceKey = P384.PrivateKey.testing("device identity")
    let aliasKey = P384.PrivateKey.testing("alias")
    let root: Certificate
    let device: Certificate
    let alias: Certificate
    let tcbInfo: OID

    init() throws {
        let rootName = try #require(DistinguishedName(commonName: "Interlock Test Root"))
        let deviceName = try #require(DistinguishedName(commonName: "Accelerator 7", serialNumber: "IL-0007"))
        let aliasName = try #require(DistinguishedName(commonName: "Runtime alias"))
        tcbInfo = try #require(OID("2.23.133.5.4.1"))
        root = try Certificate(
            der: CertificateAuthority.selfSigned(
                name: rootName, key: rootKey, serial: [1], notBefore: Self.start, notAfter: .never, pathLength: 1))
        device = try Certificate(
            der: CertificateAuthority.issue(
                subject: deviceName, publicKey: deviceKey.publicKey, issuerKey: rootKey, issuerName: rootName,
                serial: [0x80, 0x01], notBefore: Self.start, notAfter: .never, isCA: true, pathLength: 0,
                extensions: []))
        alias = try Certificate(
            der: CertificateAuthority.issue(
                subject: aliasName, publicKey: aliasKey.publicKey, issuerKey: deviceKey, issuerName: deviceName,
                serial: [0x7F], notBefore: Self.start, notAfter: UTCSeconds(Self.start.value + 86_400), isCA: false,
                pathLength: nil,
                extensions: [CertificateExtension(oid: tcbInfo, isCritical: false, value: [0x30, 0x00])]))
    }
}

@Suite("Certificates")
struct CertificateTests {
    let family: Family

    init() throws { family = try Family() }

    @Test("a certificate says what it was issued with")
    func accessors() throws {
        let (root, device, alias) = (family.root, family.device, family.alias)
        #expect(root.subjectCommonName == "Interlock Test Root" && root.issuerCommonName == "Interlock Test Root")
        #expect(device.subjectCommonName == "Accelerator 7" && device.issuerCommonName == "Interlock Test Root")
        #expect(device.issuer == root.subject && alias.issuer == device.subject && root.subject == root.issuer)
        #expect(root.serial == [1] && device.serial == [0x80, 0x01] && alias.serial == [0x7F])
        #expect(root.notBefore == Family.start && root.notAfter == .never)
        #expect(alias.notAfter.value == Family.start.value + 86_400)
        #expect(root.isCA && device.isCA && !alias.isCA)
        #expect(root.pathLength == 1 && device.pathLength == 0 && alias.pathLength == nil)
        #expect(root.keyUsage == [.keyCertSign, .crlSign] && device.keyUsage == .keyCertSign)
        #expect(alias.keyUsage == .digitalSignature)
        #expect(device.publicKey == family.deviceKey.publicKey)
        #expect(alias.extensionValue(family.tcbInfo) == [0x30, 0x00])
        #expect(root.extensionValue(family.tcbInfo) == nil)
        #expect(alias.extensions.last?.oid.description == "2.23.133.5.4.1")
        #expect(alias.extensions.map(\.isCritical) == [true, true, false, false, false])
    }

    @Test("issuing again gives the same bytes, and PEM gives the certificate back")
    func deterministic() throws {
        let again = try Family()
        #expect(again.alias.der == family.alias.der && again.root.der == family.root.der)
        #expect(try Certificate(pem: family.alias.pem) == family.alias)
        let bundle = family.alias.pem + family.device.pem
        #expect(try Certificate.all(inPEM: bundle) == [family.alias, family.device])
    }

    @Test("a certificate is signed by its issuer's key and by no other")
    func signed() {
        #expect(family.root.isSigned(by: family.rootKey.publicKey))
        #expect(family.device.isSigned(by: family.rootKey.publicKey))
        #expect(!family.alias.isSigned(by: family.rootKey.publicKey))
        #expect(family.alias.isSigned(by: family.device.publicKey))
    }

    @Test("the chain verifies within validity")
    func chain() throws {
        try CertificateChain.verify(
            leaf: family.alias, intermediates: [family.device], anchors: [family.root], at: Family.start)
        try CertificateChain.verify(
            leaf: family.device, intermediates: [], anchors: [family.root], at: UTCSeconds(UTCSeconds.never.value - 1))
    }

    @Test("many tasks verify one chain at once")
    func concurrent() async throws {
        let family = try Family()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    try CertificateChain.verify(
                        leaf: family.alias, intermediates: [family.device], anchors: [family.root], at: Family.start)
                }
            }
            try await group.waitForAll()
        }
    }

    @Test("the last second of validity counts as expired")
    func lastSecond() {
        let failure = #expect(throws: ChainFailure.self) {
            try CertificateChain.verify(leaf: family.device, intermediates: [], anchors: [family.root], at: .never)
        }
        #expect(failure?.code == 10)
    }

    /// OpenSSL's X509_V_ERR codes: 9 not yet valid, 10 expired, 20 issuer not found, 18 and 19 self-signed.
    @Test("the chain fails with code and depth when it is early, late, incomplete or under another root")
    func brokenChain() throws {
        func failure(_ intermediates: [Certificate], _ anchors: [Certificate], _ time: Int64) -> ChainFailure? {
            do throws(ChainFailure) {
                try CertificateChain.verify(
                    leaf: family.alias, intermediates: intermediates, anchors: anchors, at: UTCSeconds(time))
                return nil
            } catch {
                return error
            }
        }
        let start = Family.start.value
        #expect(failure([family.device], [family.root], start - 1)?.code == 9)
        let late = failure([family.device], [family.root], start + 86_401)
        #expect(late?.code == 10 && late?.depth == 0)
        #expect(late?.description.contains("expired") == true)
        #expect(failure([], [family.root], start)?.code == 20)
        #expect(failure([family.device], [], start)?.code == 20)
        #expect(failure([family.device, family.root], [], start)?.code == 19)
        #expect(failure([family.device], [family.device], start) != nil, "an anchor must be self-signed")
    }

    @Test("a leaf can't issue, and a path length is a limit")
    func constraints() throws {
        let name = try #require(DistinguishedName(commonName: "child"))
        let aliasName = try #require(DistinguishedName(commonName: "Runtime alias"))
        let deviceName = try #require(DistinguishedName(commonName: "Accelerator 7", serialNumber: "IL-0007"))
        let key = P384.PrivateKey.testing("child")
        let underLeaf = try Certificate(
            der: CertificateAuthority.issue(
                subject: name, publicKey: key.publicKey, issuerKey: family.aliasKey, issuerName: aliasName, serial: [1],
                notBefore: Family.start, notAfter: .never, isCA: false, pathLength: nil, extensions: []))
        #expect(throws: ChainFailure.self) {
            try CertificateChain.verify(
                leaf: underLeaf, intermediates: [family.alias, family.device], anchors: [family.root],
                at: Family.start)
        }
        let middle = try Certificate(
            der: CertificateAuthority.issue(
                subject: name, publicKey: key.publicKey, issuerKey: family.deviceKey, issuerName: deviceName,
                serial: [1], notBefore: Family.start, notAfter: .never, isCA: true, pathLength: nil, extensions: []))
        let leaf = try Certificate(
            der: CertificateAuthority.issue(
                subject: aliasName, publicKey: family.aliasKey.publicKey, issuerKey: key, issuerName: name,
                serial: [1], notBefore: Family.start, notAfter: .never, isCA: false, pathLength: nil, extensions: []))
        let failure = #expect(throws: ChainFailure.self) {
            try CertificateChain.verify(
                leaf: leaf, intermediates: [middle, family.device], anchors: [family.root], at: Family.start)
        }
        #expect(failure?.code == 25, "X509_V_ERR_PATH_LENGTH_EXCEEDED")
    }

    @Test("an unknown critical extension fails the chain")
    func critical() throws {
        let name = try #require(DistinguishedName(commonName: "Interlock Test Root"))
        let leaf = try Certificate(
            der: CertificateAuthority.issue(
                subject: name, publicKey: family.aliasKey.publicKey, issuerKey: family.rootKey, issuerName: name,
                serial: [9], notBefore: Family.start, notAfter: .never, isCA: false, pathLength: nil,
                extensions: [CertificateExtension(oid: family.tcbInfo, isCritical: true, value: [5, 0])]))
        let failure = #expect(throws: ChainFailure.self) {
            try CertificateChain.verify(leaf: leaf, intermediates: [], anchors: [family.root], at: Family.start)
        }
        #expect(failure?.code == 34)
    }

    @Test(
        "times in both encodings survive, at every edge",
        arguments: [
            UTCSeconds.earliest.value, -1, 0, 951_782_400, 2_524_607_999, 2_524_608_000, 253_402_300_799,
        ])
    func times(seconds: Int64) throws {
        let name = try #require(DistinguishedName(commonName: "times"))
        let certificate = try Certificate(
            der: CertificateAuthority.selfSigned(
                name: name, key: family.rootKey, serial: [1], notBefore: UTCSeconds(seconds),
                notAfter: UTCSeconds(seconds), pathLength: nil))
        #expect(certificate.notBefore.value == seconds && certificate.notAfter.value == seconds)
    }

    @Test("the authority refuses what RFC 5280 forbids")
    func refusals() throws {
        let name = try #require(DistinguishedName(commonName: "refusals"))
        let usage = try #require(OID("2.5.29.15"))
        func issue(
            serial: [UInt8] = [1], from: UTCSeconds = 0, to: UTCSeconds = 1, isCA: Bool = false, length: Int? = nil,
            extensions: [CertificateExtension] = []
        ) throws {
            _ = try CertificateAuthority.issue(
                subject: name, publicKey: family.aliasKey.publicKey, issuerKey: family.rootKey, issuerName: name,
                serial: serial, notBefore: from, notAfter: to, isCA: isCA, pathLength: length, extensions: extensions)
        }
        #expect(throws: IssueError.serialNumber) { try issue(serial: []) }
        #expect(throws: IssueError.serialNumber) { try issue(serial: [0, 0]) }
        #expect(throws: IssueError.serialNumber) { try issue(serial: [0x80] + [UInt8](repeating: 0, count: 19)) }
        #expect(throws: IssueError.serialNumber) { try issue(serial: [UInt8](repeating: 1, count: 21)) }
        #expect(throws: IssueError.validity) { try issue(from: 2, to: 1) }
        #expect(throws: IssueError.validity) { try issue(to: UTCSeconds(UTCSeconds.never.value + 1)) }
        #expect(throws: IssueError.validity) { try issue(from: UTCSeconds(UTCSeconds.earliest.value - 1)) }
        #expect(throws: IssueError.pathLength) { try issue(length: 0) }
        #expect(throws: IssueError.pathLength) { try issue(isCA: true, length: -1) }
        #expect(throws: IssueError.repeatedExtension(usage)) {
            try issue(extensions: [CertificateExtension(oid: usage, isCritical: false, value: [])])
        }
        try issue(serial: [0x7F] + [UInt8](repeating: 0xFF, count: 19))
        #expect(DistinguishedName(commonName: "") == nil)
        #expect(DistinguishedName(commonName: String(repeating: "x", count: 65)) == nil)
        #expect(DistinguishedName(commonName: "a\0b") == nil)
        #expect(DistinguishedName(commonName: "x", serialNumber: "a_b") == nil)
        #expect(OID("1.2.x") == nil && OID("") == nil && OID("3") == nil && OID("1.2 .3") == nil)
    }
}
