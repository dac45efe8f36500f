import Attestation
import Cryptography
import Testing

/// Every parser, so that a new one is fuzzed as soon as it is listed.
enum FuzzTarget: CaseIterable {
    case evidence, licence, terms, installation, manifest, keyTable, slot, log, tcbInfo, certificate, json, trust,
        diagnostic, corim

    /// Parses; where that gives a value, its encoding must be the input. Returns whether it gave one.
    func run(_ bytes: [UInt8]) -> Bool {
        switch self {
        case .evidence: same((try? Evidence(bytes))?.encoded(), bytes)
        case .licence: same((try? Licence(bytes))?.encoded(), bytes)
        case .terms: same((try? Licence.Terms(bytes))?.encoded(), bytes)
        case .installation: same((try? LicenceInstallation(bytes))?.encoded(), bytes)
        case .manifest: same((try? SignedManifest(bytes))?.encoded(), bytes)
        case .keyTable: same((try? KeyTable(bytes))?.encoded(), bytes)
        case .slot: (try? FlashSlot(bytes)).map { bytes.starts(with: $0.encoded()) } ?? false
        case .log: same((try? UsageLog(bytes))?.encoded(), bytes)
        case .tcbInfo: (try? TCBInfo(bytes)) != nil
        case .certificate: (try? DICECertificate(der: bytes)) != nil
        case .json:
            (try? JSONValue(parsing: bytes)).map { (try? JSONValue(parsing: Array($0.text.utf8)))?.text == $0.text }
                ?? false
        case .trust:
            TrustFiles.names.reduce(false) { found, name in
                let isGood: Bool = (try? TrustFiles.check(bytes, name: name)) != nil
                return isGood || found
            }
        case .corim:
            (try? CorimDocument(bytes)).map { document in
                precondition(document.encoded() == bytes, "A CoRIM keeps its bytes.")
                let again = try? CorimDocument(CorimDocument(document.corim).encoded())
                precondition(again?.corim == document.corim, "What a CoRIM says is written again.")
                return true
            } ?? false
        case .diagnostic: (try? CBORDiagnostic.notation(of: bytes, abbreviation: 8)) != nil
        }
    }

    private func same(_ encoded: [UInt8]?, _ bytes: [UInt8]) -> Bool {
        guard let encoded else { return false }
        precondition(encoded == bytes, "A parsed value must re-encode to the bytes that it was read from.")
        return true
    }

    /// Good input to start from.
    func seed() throws -> [UInt8] {
        switch self {
        case .evidence, .diagnostic: return try Vectors.bytes("cases/honest-0.cbor")
        case .licence: return try Vectors.bytes("unfiled-licence.cbor")
        case .terms: return LicenceTests.terms().encoded()
        case .installation:
            let licence = try Licence(try Vectors.bytes("unfiled-licence.cbor"))
            return LicenceInstallation(licence: licence.encoded(), index: 1, path: [.zero]).encoded()
        case .manifest: return try ImageTests.slot(code: [1, 2, 3]).manifest
        case .keyTable: return try ImageTests.table().encoded()
        case .slot: return try ImageTests.slot(code: [1, 2, 3]).encoded()
        case .log:
            return try Evidence(try Vectors.bytes("cases/honest-0.cbor")).claims.log.entries.flatMap { $0.encoded() }
        case .tcbInfo:
            let certificate = try Certificate(pem: String(decoding: try Vectors.bytes("alias.pem"), as: UTF8.self))
            return try #require(OID(TCBInfo.identifier).flatMap { certificate.extensionValue($0) })
        case .certificate:
            return try Certificate(pem: String(decoding: try Vectors.bytes("alias.pem"), as: UTF8.self)).der
        case .corim: return try CorimTests.bytes("everything.cbor")
        case .json, .trust: return try Vectors.bytes("trust/parties.json")
        }
    }
}

@Suite struct FuzzTests {
    @Test("the good input of every parser is read", arguments: FuzzTarget.allCases)
    func seeds(target: FuzzTarget) throws {
        #expect(target.run(try target.seed()))
    }

    @Test("no bytes crash a parser, and whatever it reads it writes again", arguments: FuzzTarget.allCases, 1...4)
    func mutations(target: FuzzTarget, seed: Int) throws {
        let good = try target.seed()
        var random = SeededStream(seed: UInt64(seed), name: "fuzz/\(target)")
        let rounds = target == .certificate ? 200 : 1500
        for _ in 0..<rounds {
            var bytes = good
            for _ in 0...random.number(below: 4) {
                guard !bytes.isEmpty else { break }
                let place = Int(random.number(below: UInt64(bytes.count)))
                switch random.number(below: 6) {
                case 0: bytes[place] ^= 1 << UInt8(random.number(below: 8))
                case 1: bytes[place] = UInt8(truncatingIfNeeded: random.next())
                case 2: bytes.removeSubrange(place..<min(bytes.count, place + Int(random.number(below: 9))))
                case 3: bytes.insert(contentsOf: random.bytes(Int(random.number(below: 9))), at: place)
                case 4: bytes.removeLast(bytes.count - place)
                default: bytes[place] = [0x1b, 0x5b, 0x9b, 0xbb, 0xdb, 0xff, 0x7f, 0x9f][Int(random.number(below: 8))]
                }
            }
            _ = target.run(bytes)
        }
        for _ in 0..<200 { _ = target.run(random.bytes(Int(random.number(below: 64)))) }
    }
}
