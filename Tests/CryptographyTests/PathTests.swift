import Cryptography
import Testing

/// Paths that are given as a whole, beside those that OpenSSL finds and verifies by itself.
@Suite("Certificate paths")
struct PathTests {
    private let family: Family

    init() throws { family = try Family() }

    private func code(
        _ leaf: Certificate, _ issuers: [Certificate], _ anchors: [Certificate], at time: UTCSeconds = Family.start
    ) -> Int {
        do throws(ChainFailure) {
            try CertificateChain.verify(leaf: leaf, issuers: issuers, anchors: anchors, at: time) {
                $0.isSigned(by: $1.publicKey)
            }
            return 0
        } catch { return error.code }
    }

    private func found(
        _ leaf: Certificate, _ issuers: [Certificate], _ anchors: [Certificate], at time: UTCSeconds = Family.start
    ) -> Int {
        do throws(ChainFailure) {
            try CertificateChain.verify(leaf: leaf, intermediates: issuers, anchors: anchors, at: time)
            return 0
        } catch { return error.code }
    }

    @Test("each signature of a path is asked for once, the anchor's own included, and each must hold")
    func asked() throws {
        var asked: [[Certificate]] = []
        try CertificateChain.verify(
            leaf: family.alias, issuers: [family.device], anchors: [family.root], at: Family.start
        ) {
            asked.append([$0, $1])
            return true
        }
        let (alias, device, root) = (family.alias, family.device, family.root)
        #expect(asked == [[root, root], [device, root], [alias, device]])
        for (place, bad) in asked.enumerated() {
            let failure = #expect(throws: ChainFailure.self) {
                try CertificateChain.verify(
                    leaf: family.alias, issuers: [family.device], anchors: [family.root], at: Family.start
                ) { [$0, $1] != bad }
            }
            #expect(failure?.code == 7 && failure?.depth == 2 - place)
        }
    }

    @Test("a path is the whole of it, in its order")
    func whole() throws {
        let (alias, device, root) = (family.alias, family.device, family.root)
        #expect(code(alias, [device], [root]) == 0 && code(device, [], [root]) == 0)
        #expect(found(device, [alias], [root]) == 0, "OpenSSL leaves out what it has no use for")
        #expect(code(device, [alias], [root]) == 29)
        #expect(code(alias, [device, alias], [root]) == 29)
        #expect(code(alias, [device, root], [root]) == 29)
        #expect(code(alias, [], [root]) == 20 && code(alias, [device], []) == 20)
    }

    @Test(
        "what a path is worth is what OpenSSL finds by itself, with the same code",
        arguments: [nil, 0, 1, 2] as [Int?], [nil, 0, 1] as [Int?])
    func same(rootLimit: Int?, deviceLimit: Int?) throws {
        let keys = (0..<5).map { P384.PrivateKey.testing("path \($0)") }
        let names = try (0..<4).map { try #require(DistinguishedName(commonName: "path \($0)")) }
        func issued(
            _ subject: Int, by issuer: Int, key: Int? = nil, isCA: Bool, limit: Int? = nil,
            _ times: [Int64] = [0, 1000]
        ) throws -> Certificate {
            try Certificate(
                der: CertificateAuthority.issue(
                    subject: names[subject], publicKey: keys[subject].publicKey, issuerKey: keys[key ?? issuer],
                    issuerName: names[issuer], serial: [1], notBefore: UTCSeconds(times[0]),
                    notAfter: UTCSeconds(times[1]), isCA: isCA, pathLength: limit, extensions: []))
        }
        func selfSigned(_ key: Int, _ times: [Int64] = [0, 1000]) throws -> Certificate {
            try Certificate(
                der: CertificateAuthority.selfSigned(
                    name: names[0], key: keys[key], serial: [1], notBefore: UTCSeconds(times[0]),
                    notAfter: UTCSeconds(times[1]), pathLength: rootLimit))
        }
        var forged = try selfSigned(0).der
        forged[forged.count - 1] ^= 1
        let roots = [
            try selfSigned(0), try selfSigned(4), try selfSigned(0, [100, 200]), try Certificate(der: forged),
        ]
        let devices = try [
            issued(1, by: 0, isCA: true, limit: deviceLimit), issued(1, by: 0, isCA: false),
            issued(1, by: 0, key: 4, isCA: true), issued(1, by: 0, isCA: true, limit: deviceLimit, [50, 150]),
        ]
        let locals = try [
            issued(2, by: 1, isCA: true, limit: 0), issued(2, by: 1, isCA: false), issued(2, by: 1, key: 4, isCA: true),
        ]
        let leaves = try [issued(3, by: 2, isCA: false, [0, 120]), issued(3, by: 1, isCA: false)]
        var codes: Set<Int> = []
        for time in [-1, 0, 49, 50, 99, 100, 119, 120, 149, 150, 199, 200, 1000].map({ UTCSeconds($0) }) {
            for root in roots {
                for device in devices {
                    for path in locals.map({ [leaves[0], $0, device] }) + [[leaves[1], device], [device]] {
                        let issuers = Array(path.dropFirst())
                        let expected = found(path[0], issuers, [root], at: time)
                        let code = code(path[0], issuers, [root], at: time)
                        // Where signatures and times are both at fault, OpenSSL meets them from the anchor down.
                        let isBoth = [7, 9, 10].contains(code) && [7, 9, 10].contains(expected)
                        #expect(code == expected || isBoth, "\(path.count) certificates at \(time)")
                        codes.insert(code)
                    }
                }
            }
        }
        #expect(codes.isSuperset(of: [0, 7, 9, 10]))
    }
}
