import Attestation
import Cryptography
import Foundation
import Testing

import VerifierService

@Suite("Endorsements as CoRIMs")
struct EndorsementTests {
    private let peer = Peer(role: .operator, name: "o")
    private static let place = "/endorsement-provisioning/v1/submit"
    private static let endorser = SigningKey(derivedFrom: [2], purpose: "endorser")

    /// What the world's verifier trusts, as a CoRIM.
    private static func content(version: UInt64 = 1) throws -> CorimTrust {
        CorimTrust(
            try TestService.world.trust(), identity: Comid.Identity(id: .text("world"), version: version))
    }

    private static func bare(_ content: CorimTrust, validity: Corim.Validity? = nil) throws -> [UInt8] {
        CorimDocument(try #require(content.corim(validity: validity))).encoded()
    }

    private static func signed(
        _ content: CorimTrust, by key: SigningKey, validity: Corim.Validity? = nil
    ) throws -> [UInt8] {
        let corim = try #require(content.corim(validity: validity))
        return try #require(CorimDocument(signing: corim, issuer: "x", with: key, algorithm: .es384)).encoded()
    }

    private func submit(
        _ body: [UInt8], to service: TestService, type: String = "application/rim+cbor", query: String = ""
    ) async throws -> JSONValue {
        let response = await service.ask(
            "POST", EndorsementTests.place, query: query, headers: [("content-type", type)], body: body, as: peer)
        #expect(response.status == .ok)
        #expect(response.header("content-type") == "application/vnd.veraison.provisioning-session+json")
        return try response.json
    }

    /// A service that knows the world's vendor, and trusts an endorser for everything.
    private func service() async throws -> TestService {
        let service = try TestService(
            rules: ServiceRules(
                clock: .evidence, corimAnchors: [EndorsementTests.endorser.publicKey], build: "test"))
        var store = try TestService.world.trust()
        store.parties = TrustedParties(
            licenceQuorum: 1, imageQuorum: 1, vendor: TestService.world.vendor.publicKey,
            parties: [Party(name: "x", key: TestService.world.parties[0].publicKey)])
        let file = try #require(store.files[TrustFiles.parties])
        let put = await service.ask("PUT", "/interlock/v1/trust/parties.json", body: file, as: peer)
        #expect(put.status == .noContent)
        return service
    }

    @Test("SV-56: reference values of a CoRIM take effect at once, and stand among what is trusted")
    func effect() async throws {
        let service = try TestService()
        let chip = try TestService.chip()
        let trust = "/interlock/v1/trust/reference-values.json"
        #expect(await service.ask("DELETE", trust, as: peer).status == .noContent)
        var (path, nonce) = try await service.open()
        var answer = try await service.submit(try chip.evidence(nonce), to: path).json
        #expect(answer["interlock"]?["appraisal"]?.rules == ["IL-AUTH-16"])
        let result = try await submit(
            try EndorsementTests.bare(try EndorsementTests.content()), to: service,
            type: "application/corim-unsigned+cbor; profile=\"\(CorimTrust.profile)\"")
        #expect(result["status"]?.text == "success" && result["failure-reason"] == nil)
        #expect(result["expiry"]?.text == "2027-01-15T08:00:00Z")
        #expect(result["interlock"]?["changed"]?.items.compactMap(\.text) == ["corims.json", "reference-values.json"])
        #expect(result["interlock"]?["signer"]?.text == "none")
        (path, nonce) = try await service.open()
        answer = try await service.submit(try chip.evidence(nonce), to: path).json
        #expect(answer["interlock"]?["appraisal"]?["verdict"]?.text == "kept")
        #expect(await service.ask("GET", trust, as: peer).status == .ok)
    }

    @Test("SV-58: the same again changes nothing, not even the revision; a dry run neither")
    func idempotent() async throws {
        let service = try TestService()
        var content = try EndorsementTests.content()
        content.referenceValues?.rom.append(.zero)
        let body = try EndorsementTests.bare(content)
        let before = try service.store.documents()
        let dry = try await submit(body, to: service, query: "dry-run=true")
        #expect(dry["interlock"]?["dryRun"]?.content == .boolean(true))
        #expect(dry["interlock"]?["changed"]?.items.count == 2)
        #expect(try service.store.documents() == before)
        _ = try await submit(body, to: service)
        let once = try service.store.documents()
        #expect(once.revision == before.revision + 1 && once.documents != before.documents)
        let again = try await submit(body, to: service)
        #expect(again["status"]?.text == "success" && again["interlock"]?["changed"]?.items.isEmpty == true)
        #expect(try service.store.documents() == once)
        let metrics = await service.ask("GET", "/metrics", as: peer).body
        let text = String(decoding: metrics, as: UTF8.self)
        for line in ["taken\"} 1", "known\"} 1", "judged\"} 1", "refused\"} 0"] {
            #expect(text.contains("interlock_corims_total{outcome=\"\(line)\n"), "\(line)")
        }
    }

    @Test("SV-57: the vendor's key for firmware, an anchor's for all, nobody else's")
    func signers() async throws {
        let service = try await service()
        let type = "application/rim+cose"
        var firmware = try EndorsementTests.content()
        firmware.keep([TrustFiles.referenceValues])
        let all = try EndorsementTests.content(version: 2)
        let good = try await submit(
            try EndorsementTests.signed(firmware, by: TestService.world.vendor), to: service, type: type)
        #expect(good["status"]?.text == "success" && good["interlock"]?["signer"]?.text == "vendor")
        let before = try service.store.documents()
        for (content, key) in [(all, TestService.world.vendor), (firmware, TestService.world.parties[0])] {
            let refused = try await submit(try EndorsementTests.signed(content, by: key), to: service, type: type)
            #expect(refused["status"]?.text == "failed")
            #expect(try service.store.documents() == before)
        }
        let anchored = try await submit(
            try EndorsementTests.signed(all, by: EndorsementTests.endorser), to: service, type: type)
        #expect(anchored["status"]?.text == "success" && anchored["interlock"]?["signer"]?.text == "anchor")
    }

    @Test("SV-57: a period is judged by the service's clock")
    func period() async throws {
        let service = try TestService(start: 1_800_000_000)
        let body = try EndorsementTests.bare(
            try EndorsementTests.content(), validity: Corim.Validity(notBefore: 1_800_000_100, notAfter: 1_800_000_200))
        #expect(try await submit(body, to: service)["failure-reason"]?.text?.contains("holds from") == true)
        service.wait(150)
        #expect(try await submit(body, to: service)["status"]?.text == "success")
        service.wait(100)
        #expect(try await submit(body, to: service)["failure-reason"]?.text?.contains("held until") == true)
    }

    @Test("SV-58: an earlier version, and a lower least security version, are refused with the reason")
    func rollback() async throws {
        let service = try TestService()
        let later = try EndorsementTests.bare(try EndorsementTests.content(version: 9))
        #expect(try await submit(later, to: service)["status"]?.text == "success")
        let earlier = try EndorsementTests.bare(try EndorsementTests.content(version: 8))
        let first = try await submit(earlier, to: service)
        #expect(first["failure-reason"]?.text?.contains("tag-version") == true)
        var lower = try EndorsementTests.content(version: 10)
        lower.referenceValues?.minimumSecurityVersion = 1
        let second = try await submit(try EndorsementTests.bare(lower), to: service)
        #expect(second["failure-reason"]?.text?.contains("least security version is 1") == true)
    }

    @Test("SV-59: no malformed or foreign CoRIM is taken, breaks anything, or goes without a reason")
    func refused() async throws {
        let service = try TestService()
        let before = try service.store.documents()
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Vectors/corim/refused")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        #expect(names.count > 70)
        for name in names where name != "empty.cbor" {
            let bytes = Array(try Data(contentsOf: folder.appendingPathComponent(name)))
            for type in ["application/rim+cbor", "application/rim+cose"] {
                let result = try await submit(bytes, to: service, type: type)
                #expect(result["status"]?.text == "failed", "\(name)")
                #expect(result["failure-reason"]?.text?.isEmpty == false && result["interlock"] == nil)
            }
        }
        #expect(try service.store.documents() == before)
    }

    @Test("SV-56: other types, no body and a type that tells another form or profile are refused")
    func types() async throws {
        let service = try TestService()
        let body = try EndorsementTests.bare(try EndorsementTests.content())
        let ask = { (headers: [(name: String, value: String)], body: [UInt8]) in
            await service.ask("POST", EndorsementTests.place, headers: headers, body: body, as: peer)
        }
        let other = await ask([("content-type", "application/json")], body)
        #expect(other.status == .unsupportedMediaType && other.header("accept")?.contains("rim+cose") == true)
        #expect(await ask([], body).status == .unsupportedMediaType)
        #expect(await ask([("content-type", "application/rim+cbor")], []).status == .badRequest)
        #expect(
            await ask([("content-type", "application/rim+cbor"), ("accept", "text/plain")], body).status
                == .notAcceptable)
        let cose = try await submit(body, to: service, type: "application/rim+cose")
        #expect(cose["failure-reason"]?.text?.contains("bare") == true)
        let psa = "application/corim-unsigned+cbor; profile=\"http://arm.com/psa/iot/1\""
        #expect(try await submit(body, to: service, type: psa)["status"]?.text == "failed")
        let query = await service.ask(
            "POST", EndorsementTests.place, query: "dry-run=perhaps",
            headers: [("content-type", "application/rim+cbor")],
            body: body, as: peer)
        #expect(query.status == .badRequest)
    }

    @Test("SV-52: a CoRIM does not get past what the agreement asks of documents")
    func mismatch() async throws {
        let rules = ServiceRules(
            mismatch: { $0.chips == nil ? nil : "chips are not wanted" }, clock: .evidence, build: "test")
        let service = try TestService(rules: rules)
        var content = try EndorsementTests.content()
        let id = try #require(ChipID([UInt8](repeating: 1, count: 16)))
        content.chips = ChipRegister(chips: [ChipRegister.Chip(name: "a", id: id)])
        let result = try await submit(try EndorsementTests.bare(content), to: service)
        #expect(result["failure-reason"]?.text?.contains("chips are not wanted") == true)
    }
}
