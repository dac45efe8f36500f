import Cryptography
import Foundation
import Testing

@Suite("Published ECDSA vectors")
struct PublishedVectorTests {
    /// One block of lines `name = value`, with the section that it stands in.
    struct Record {
        let section: String
        let fields: [String: String]

        func bytes(_ name: String) throws -> [UInt8] {
            let text = try #require(fields[name])
            return try #require([UInt8](hex: text.count.isMultiple(of: 2) ? text : "0" + text))
        }

        /// 48 bytes, whatever leading zeros the file leaves out or adds.
        func number(_ name: String) throws -> [UInt8] {
            let digits = Array(try bytes(name).drop { $0 == 0 })
            return [UInt8](repeating: 0, count: max(0, 48 - digits.count)) + digits
        }
    }

    static func records() throws -> [Record] {
        var section = ""
        var fields: [String: String] = [:]
        var records: [Record] = []
        for line in try Vectors.text("nist-ecdsa-p384.rsp").split(separator: "\n", omittingEmptySubsequences: false) {
            let parts = line.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            if line.hasPrefix("[") {
                section = String(line.dropFirst().dropLast())
            } else if line.isEmpty, !fields.isEmpty {
                records.append(Record(section: section, fields: fields))
                fields = [:]
            } else if parts.count == 2, !line.hasPrefix("#") {
                fields[parts[0]] = parts[1]
            }
        }
        return records
    }

    @Test("NIST's P-384 signatures verify or fail as published")
    func signatures() throws {
        let records = try Self.records().filter { $0.section != "PKV" }
        #expect(records.count == 30)
        for record in records {
            let signature = try record.number("R") + record.number("S")
            let key = try P384.PublicKey(raw: try record.number("Qx") + record.number("Qy"))
            let digest = Digest384(hashing: try record.bytes("Msg"))
            let passes = record.section == "SigGen" || record.fields["Result"]?.hasPrefix("P") == true
            #expect((key.verify(signature, digest: digest) == .valid) == passes)
            #expect((key.precomputed().verify(signature, digest: digest) == .valid) == passes)
        }
    }

    @Test("NIST's P-384 points are keys or not, as published")
    func points() throws {
        let records = try Self.records().filter { $0.section == "PKV" }
        #expect(records.count == 12)
        for record in records {
            let raw = try record.number("Qx") + record.number("Qy")
            let passes = record.fields["Result"]?.hasPrefix("P") == true
            #expect(((try? P384.PublicKey(raw: raw)) != nil) == passes)
        }
    }

    struct Wycheproof: Decodable {
        struct Group: Decodable {
            struct Key: Decodable { let uncompressed: String }
            struct Case: Decodable {
                let tcId: Int
                let msg: String
                let sig: String
                let result: String
            }
            let publicKey: Key
            let tests: [Case]
        }
        let testGroups: [Group]
    }

    static let wycheproof = "wycheproof/ecdsa_secp384r1_sha384_p1363_test.json"

    @Test(
        "Wycheproof's P-384 signatures verify or fail as published",
        .enabled(if: Vectors.external(wycheproof) != nil, "INTERLOCK_DATA names no folder that has \(wycheproof)"))
    func hostile() throws {
        let file = try #require(Vectors.external(Self.wycheproof))
        let suite = try JSONDecoder().decode(Wycheproof.self, from: Data(contentsOf: file))
        var count = 0
        for group in suite.testGroups {
            let point = try #require([UInt8](hex: group.publicKey.uncompressed))
            let key = try P384.PublicKey(raw: Array(point.dropFirst()))
            for test in group.tests {
                let digest = Digest384(hashing: try #require([UInt8](hex: test.msg)))
                let signature = try #require([UInt8](hex: test.sig))
                let passes = test.result == "valid"
                #expect((key.verify(signature, digest: digest) == .valid) == passes, "case \(test.tcId)")
                #expect((key.precomputed().verify(signature, digest: digest) == .valid) == passes, "case \(test.tcId)")
                count += 1
            }
        }
        #expect(count > 200)
    }
}
