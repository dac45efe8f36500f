import Cryptography
import Foundation
import Testing

@Suite("ML-DSA-87")
struct MLDSATests {
    struct Case: Decodable {
        let seed: String
        let message: String
        let publicKeyDigest: String
        let signatureDigest: String
    }

    static let key = SigningKey(derivedFrom: [1, 2, 3], purpose: "test")

    @Test("keys and signatures are those of another implementation, byte for byte")
    func otherImplementation() throws {
        let cases = try JSONDecoder().decode([Case].self, from: Data(Vectors.text("mldsa87.json").utf8))
        #expect(cases.count == 8)
        for vector in cases {
            let seed = try #require([UInt8](hex: vector.seed))
            let message = try #require([UInt8](hex: vector.message))
            let key = try #require(MLDSA87.PrivateKey(seed: seed))
            let signature = key.sign(message: message)
            #expect(Digest384(hashing: key.publicKey.raw).description == vector.publicKeyDigest)
            #expect(Digest384(hashing: signature).description == vector.signatureDigest)
            #expect(key.publicKey.verify(signature, message: message) == .valid)
        }
    }

    @Test("a signature with any bit flipped, of another message or by another key does not verify")
    func refusals() throws {
        let key = try #require(Self.key.postQuantum)
        let message: [UInt8] = Array("message".utf8)
        let signature = key.sign(message: message)
        for place in stride(from: 0, to: signature.count, by: 3) {
            var changed = signature
            changed[place] ^= 1 << UInt8(place % 8)
            #expect(key.publicKey.verify(changed, message: message) != .valid, "byte \(place)")
        }
        #expect(key.publicKey.verify(signature, message: message + [0]) == .invalid)
        #expect(key.publicKey.verify(signature, message: []) == .invalid)
        #expect(key.publicKey.verify(signature + [0], message: message) == .malformed)
        #expect(key.publicKey.verify([], message: message) == .malformed)
        let other = MLDSA87.PrivateKey(derivedFrom: [9], purpose: "other")
        #expect(other.publicKey.verify(signature, message: message) == .invalid)
        #expect(MLDSA87.PrivateKey(seed: [1]) == nil)
        #expect(MLDSA87.PublicKey(raw: Array(key.publicKey.raw.dropLast())) == nil)
    }

    @Test("key files are read back, and refused where the second key is none")
    func files() throws {
        let read = try SigningKey(pem: Self.key.exposedPEM)
        #expect(read.publicKey == Self.key.publicKey)
        let classical = try SigningKey(pem: Self.key.classical.exposedPEM)
        #expect(classical.postQuantum == nil)
        #expect(classical.publicKey.classical == Self.key.publicKey.classical)
        #expect(throws: P384.KeyError.notHybrid) {
            try SigningKey(pem: Self.key.classical.exposedPEM + Self.key.classical.exposedPEM)
        }
        #expect(throws: P384.KeyError.notHybrid) {
            try SigningKey(pem: Self.key.exposedPEM + Self.key.classical.exposedPEM)
        }
        #expect(throws: P384.KeyError.notPrivateKeyInfo) {
            try SigningKey(pem: PEM.encode(try #require(Self.key.postQuantum).exposedPKCS8, label: .privateKey))
        }
        #expect(Self.key.publicKey.raw.count == 2688)
        #expect(Self.key.publicKey.digest == Digest384(hashing: Self.key.publicKey.raw))
    }

    private struct Path {
        let root: [UInt8]
        let device: [UInt8]
        let alias: [UInt8]
    }

    private static func path(deviceIsCA: Bool = true, aliasPathLength: Int? = nil, aliasIsCA: Bool = false) throws
        -> Path
    {
        let keys = ["root", "device", "alias"].map { MLDSA87.PrivateKey(derivedFrom: [7], purpose: $0) }
        let names = try ["root", "device", "alias"].map { try #require(DistinguishedName(commonName: $0)) }
        return Path(
            root: try CertificateAuthority.selfSigned(
                name: names[0], key: keys[0], serial: [1], notBefore: 1000, notAfter: 2000, pathLength: 1),
            device: try CertificateAuthority.issue(
                subject: names[1], publicKey: keys[1].publicKey, issuerKey: keys[0], issuerName: names[0], serial: [2],
                notBefore: 1100, notAfter: .never, isCA: deviceIsCA, pathLength: deviceIsCA ? 0 : nil, extensions: []),
            alias: try CertificateAuthority.issue(
                subject: names[2], publicKey: keys[2].publicKey, issuerKey: keys[1], issuerName: names[1], serial: [3],
                notBefore: 0, notAfter: 1900, isCA: aliasIsCA, pathLength: nil, extensions: []))
    }

    private static func failure(_ path: [[UInt8]], at time: UTCSeconds = 1500) throws -> Int? {
        let certificates = try path.map { try LatticeCertificate(der: $0) }
        do { try LatticeChain.verify(path: certificates, at: time) } catch { return error.code }
        return nil
    }

    @Test("a path is verified by RFC 5280: names, signatures, times, authority and length")
    func paths() throws {
        let good = try Self.path()
        #expect(try Self.failure([good.alias, good.device, good.root]) == nil)
        #expect(try Self.failure([good.alias, good.device, good.root], at: 1099) == 9)
        #expect(try Self.failure([good.alias, good.device, good.root], at: 1901) == 10)
        #expect(try Self.failure([good.alias, good.device, good.root], at: 1900) == nil)
        #expect(try Self.failure([good.device, good.root]) == 26)
        #expect(try Self.failure([good.alias, good.root]) == 29)
        #expect(try Self.failure([good.alias, good.device]) == 2)
        #expect(try Self.failure([good.root]) == 20)
        let leafAsAuthority = try Self.path(deviceIsCA: false)
        #expect(try Self.failure([leafAsAuthority.alias, leafAsAuthority.device, leafAsAuthority.root]) == 79)
        let authorityAsLeaf = try Self.path(aliasIsCA: true)
        #expect(try Self.failure([authorityAsLeaf.alias, authorityAsLeaf.device, authorityAsLeaf.root]) == 26)
    }

    @Test("no bit of a certificate can be flipped: it does not parse, or its path does not hold")
    func everyByte() throws {
        let good = try Self.path()
        for place in good.device.indices {
            var der = good.device
            der[place] ^= 1 << UInt8(place % 8)
            guard let device = try? LatticeCertificate(der: der) else { continue }
            let path = [try LatticeCertificate(der: good.alias), device, try LatticeCertificate(der: good.root)]
            #expect(throws: ChainFailure.self, "byte \(place)") { try LatticeChain.verify(path: path, at: 1500) }
        }
        for count in 0..<good.device.count where count % 5 == 0 {
            #expect(throws: CertificateError.self) { try LatticeCertificate(der: Array(good.device.prefix(count))) }
        }
        let classical = try CertificateAuthority.selfSigned(
            name: try #require(DistinguishedName(commonName: "P-384")), key: Self.key.classical, serial: [1],
            notBefore: 0, notAfter: .never, pathLength: nil)
        #expect(throws: CertificateError.signatureAlgorithm) { try LatticeCertificate(der: classical) }
        #expect(throws: CertificateError.signatureAlgorithm) { try Certificate(der: good.root) }
    }
}
