import Attestation
import Cryptography
import Testing

@Suite struct TrustStoreTests {
    /// The trust directory of the vectors.
    static func vectors() throws -> TrustStore {
        var files: [TrustFiles.File] = []
        for name in TrustFiles.names where ![TrustFiles.latticeRoot, TrustFiles.corims].contains(name) {
            files.append(TrustFiles.File(path: name, bytes: try Vectors.bytes("trust/\(name)")))
        }
        for name in try Vectors.names(in: "trust/licences") {
            files.append(
                TrustFiles.File(path: "licences/\(name)", bytes: try Vectors.bytes("trust/licences/\(name)")))
        }
        return try TrustStore(TrustFiles(files))
    }

    @Test("a trust directory that was written reads back as the same store")
    func roundTrip() throws {
        let store = try TrustStoreTests.vectors()
        #expect(store.licences.count == 11)
        #expect(store.chips?.sets.count == 1)
        #expect(try TrustStore(store.files) == store)
        #expect(try TrustStore(store.files).files == store.files)
    }

    @Test("how old revocations are, and may be, reads back as it was written")
    func staleness() throws {
        var store = try TrustStoreTests.vectors()
        store.revocations?.asOf = 1_767_225_600
        store.revocations?.nextUpdate = 1_767_225_601
        store.timing?.staleness = .init(maximumAge: 604_800, whenStale: .state)
        #expect(try TrustStore(store.files) == store)
    }

    @Test("only the root must be there")
    func minimum() throws {
        let store = try TrustStoreTests.vectors()
        let minimal = try TrustStore(TrustStore(roots: store.roots).files)
        #expect(minimal.parties == nil && minimal.challenges == nil && minimal.revocations == nil)
        let error = #expect(throws: TrustError.self) { try TrustStore(TrustFiles([])) }
        #expect(error?.file == "root.pem")
    }

    @Test(
        "a wrong file is refused with file, line and field",
        arguments: [
            (
                "policy.json", "{\n\"epoch\": \"2026-01-01T00:00:00Z\", \"attestationInterval\": 1,\n\"grase\": 2}", 3,
                "grase"
            ),
            ("policy.json", "{\"epoch\": \"yesterday\", \"attestationInterval\": 1, \"grace\": 2}", 1, "epoch"),
            (
                "policy.json", "{\"epoch\": \"2026-01-01T00:00:00Z\", \"attestationInterval\": -1, \"grace\": 2}", 1,
                "attestationInterval"
            ),
            (
                "policy.json", "{\"epoch\": \"2026-01-01T00:00:00Z\", \"attestationInterval\": 1.5, \"grace\": 2}", 1,
                "attestationInterval"
            ),
            ("policy.json", "{\"grace\": 1, \"grace\": 2}", 1, ""), ("policy.json", "{", 1, ""),
            ("chips.json", "[]", 1, ""), ("chips.json", "[{\"name\": \"a\",\n \"id\": \"00\"}]", 2, "[0].id"),
            ("challenges.json", "[\n{\"chip\": \"00\"}]", 2, "[0].chip"),
            ("revoked.json", "{\"chips\": [7]}", 1, "chips[0]"),
            ("revoked.json", "{\"asOf\":\n \"yesterday\"}", 2, "asOf"),
            ("revoked.json", "{\"nextUpdate\": \"2026-01-01T00:00:00Z\"}", 1, "nextUpdate"),
            (
                "revoked.json", "{\"asOf\": \"2026-01-02T00:00:00Z\",\n\"nextUpdate\": \"2026-01-01T00:00:00Z\"}", 2,
                "nextUpdate"
            ),
            (
                "policy.json",
                "{\"epoch\": \"2026-01-01T00:00:00Z\", \"attestationInterval\": 1, \"grace\": 2,\n"
                    + "\"revocation\": {\"maximumAge\": 1, \"whenStale\": \"ignore\"}}", 2, "revocation.whenStale"
            ),
            ("reference-values.json", "{\"rom\": [], \"runtime\": []}", 1, "minimumSecurityVersion"),
            ("parties.json", "{\"licenceQuorum\": 1, \"imageQuorum\": 1, \"parties\": []}", 1, "licenceQuorum"),
        ])
    func errors(file: String, content: String, line: Int, field: String) throws {
        let root = try Vectors.bytes("trust/root.pem")
        let files = TrustFiles([
            .init(path: "root.pem", bytes: root), .init(path: file, bytes: Array(content.utf8)),
        ])
        let error = #expect(throws: TrustError.self) { try TrustStore(files) }
        #expect(error?.file == file)
        #expect(error?.line == line)
        #expect(error?.field == field)
    }

    @Test("a misspelt file is refused, a note is passed over")
    func unknownFiles() throws {
        let root = TrustFiles.File(path: "root.pem", bytes: try Vectors.bytes("trust/root.pem"))
        #expect(throws: TrustError.self) { try TrustStore(TrustFiles([root, .init(path: "chip.json", bytes: [])])) }
        #expect(throws: TrustError.self) {
            try TrustStore(TrustFiles([root, .init(path: "licences/a.pem", bytes: [])]))
        }
        _ = try TrustStore(TrustFiles([root, .init(path: "README.md", bytes: [])]))
    }
}
