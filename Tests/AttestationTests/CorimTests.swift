import Attestation
import Cryptography
import Foundation
import Testing

/// The golden files that `Tests/Vectors/make_corim.py` made from the draft and `Specs/Corim.md`.
@Suite("CoRIM") struct CorimTests {
    private static let folder = Vectors.folder.deletingLastPathComponent().appendingPathComponent("corim")

    static func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: folder.appendingPathComponent(path)))
    }

    static func document(_ path: String) throws -> CorimDocument { try CorimDocument(try bytes(path)) }

    /// A case of `refused.json`.
    struct Refusal: Sendable, CustomTestStringConvertible {
        let name: String
        let field: String
        let reason: String
        var testDescription: String { name }

        static let all: [Refusal] = {
            guard let bytes = try? CorimTests.bytes("refused.json"), let json = try? JSONValue(parsing: bytes),
                case .array(let items) = json.content
            else { return [] }
            return items.map { item in
                Refusal(
                    name: item["name"]?.string ?? "", field: item["field"]?.string ?? "",
                    reason: item["reason"]?.string ?? "")
            }
        }()
    }

    @Test("what another program packed of a trust directory is what we pack of it, to the byte")
    func packed() throws {
        let store = try TrustStoreTests.vectors()
        let content = CorimTrust(store, identity: Comid.Identity(id: .text("interlock/trust")))
        let golden = try CorimTests.document("trust.cbor")
        #expect(try CorimDocument(#require(content.corim())).encoded() == (try CorimTests.bytes("trust.cbor")))
        let read = try CorimTrust(golden.corim)
        #expect(read == content)
        #expect(read.roots == store.roots && read.referenceValues == store.referenceValues)
        #expect(read.chips == store.chips)
        #expect(golden.remarks.isEmpty)
    }

    @Test("the earlier form gives the same, and is told")
    func earlier() throws {
        let document = try CorimTests.document("meta.cbor")
        let now = try CorimTrust(try CorimTests.document("trust.cbor").corim)
        var read = try CorimTrust(document.corim)
        #expect(read.identity == Comid.Identity(id: .text("endorser/all"), version: 1))
        read.identity = now.identity
        #expect(read == now)
        #expect(document.remarks.contains { $0.contains("without tag 32") })
        #expect(document.signature?.issuer == "Endorser")
        #expect(document.signature?.issuerLocation == "https://endorser.example")
        #expect(document.signature?.otherHeaders == ["33"])
        let pem = String(decoding: try CorimTests.bytes("endorser.pem"), as: UTF8.self)
        let key = try VerifyingKey(pem: pem)
        #expect(document.signer(among: [key]) == key)
    }

    @Test("everything that the draft has is read, told where nothing goes by it, and written again")
    func everything() throws {
        let document = try CorimTests.document("everything.cbor")
        #expect(try CorimDocument(CorimDocument(document.corim).encoded()).corim == document.corim)
        for word in [
            "dependency-triples: 1", "coswid-triples: 1", "conditional-endorsement-series-triples: 1",
            "conditional-endorsement-triples: 1", "key 70000", "key -5", "key -9", "tag 600", "tag 601",
            "raw-value-mask", "value -1", "CoSWID", "list of tags", "dependent-rims",
        ] {
            #expect(document.remarks.contains { $0.contains(word) }, "\(word)")
        }
        guard case .comid(let comid)? = document.corim.tags.first else { throw Missing() }
        let measurement = try #require(comid.references.first?.measurements.first)
        #expect(measurement.flags[.isSecure] == false && measurement.flags[.isRuntimeUpdatable] == true)
        #expect(measurement.keys.count == 10 && measurement.range == .between(nil, 5))
        #expect(comid.conditionals.count == 1 && comid.series.first?.steps.count == 1)
    }

    private struct Missing: Error {}

    @Test("what is malformed, or beyond the profile, is refused with its field", arguments: Refusal.all)
    func refused(refusal: Refusal) throws {
        let bytes = try CorimTests.bytes("refused/\(refusal.name).cbor")
        let error = try #require(throws: CorimError.self) { try CorimTrust(try CorimDocument(bytes).corim) }
        #expect(error.field == refusal.field)
        #expect(error.reason.contains(refusal.reason), "\(error)")
        #expect(!error.mend.isEmpty)
    }

    @Test("there are refusals to try, and one for every file")
    func refusals() throws {
        let files = try FileManager.default.contentsOfDirectory(
            atPath: CorimTests.folder.appendingPathComponent("refused").path)
        #expect(Refusal.all.count > 70 && files.count == Refusal.all.count)
    }

    @Test("more bytes than a CoRIM may have are refused unread")
    func tooLong() {
        let error = #expect(throws: CorimError.self) {
            try CorimDocument([UInt8](repeating: 0x80, count: CorimDocument.maximumByteCount + 1))
        }
        #expect(error?.reason.contains("more than") == true)
    }

    @Test("a million empty arrays are counted, not kept")
    func tooMany() {
        // An array of 2^21 empty arrays.
        let bytes: [UInt8] = [0x9a, 0, 0x20, 0, 0] + [UInt8](repeating: 0x80, count: 1 << 21)
        let error = #expect(throws: CorimError.self) { try CorimDocument(bytes) }
        #expect(error?.reason.contains("more than") == true)
    }

    @Test("names are written as people know them")
    func names() {
        #expect("\(Corim.Profile.oid([0x60, 0x86, 0x48, 1]))" == "2.16.840.1")
        #expect("\(Corim.Profile.oid([0x88, 0x37]))" == "2.999")
        #expect("\(Corim.Profile.oid([0x80 | 1]))" == "81")
        let uuid = (0..<16).map { UInt8($0) }
        #expect("\(Corim.Identifier.uuid(uuid))" == "00010203-0405-0607-0809-0a0b0c0d0e0f")
    }
}
