import Appraisal
import Attestation
import Cryptography
import InterlockTesting
import Ledger
import Testing

import VerifierService

@Suite("What the service trusts")
struct TrustTests {
    private let peer = Peer(role: .operator, name: "o")
    private let place = "/interlock/v1/trust"

    @Test("SV-50: documents are listed, read, put and deleted by name, and take effect at once")
    func documents() async throws {
        let service = try TestService()
        let list = try await service.ask("GET", place, as: peer).json
        let names = list["documents"]?.items.compactMap { $0["name"]?.text } ?? []
        #expect(names == ["policy.json", "reference-values.json", "root-ml-dsa.pem", "root.pem"])
        let values = await service.ask("GET", "\(place)/reference-values.json", as: peer).body
        let chip = try TestService.chip()
        #expect(await service.ask("DELETE", "\(place)/reference-values.json", as: peer).status == .noContent)
        #expect(await service.ask("GET", "\(place)/reference-values.json", as: peer).status == .notFound)
        #expect(await service.ask("DELETE", "\(place)/reference-values.json", as: peer).status == .notFound)
        var (path, nonce) = try await service.open()
        var answer = try await service.submit(try chip.evidence(nonce), to: path).json
        #expect(answer["interlock"]?["appraisal"]?.rules == ["IL-AUTH-16"])
        #expect(
            await service.ask("PUT", "\(place)/reference-values.json", body: values, as: peer).status == .noContent)
        (path, nonce) = try await service.open()
        answer = try await service.submit(try chip.evidence(nonce), to: path).json
        #expect(answer["interlock"]?["appraisal"]?["verdict"]?.text == "kept")
    }

    @Test(
        "SV-51: what can't be used is refused with file, field and mend, and nothing changes",
        arguments: [
            ("reference-values.json", "{", "trust/reference-values.json"),
            ("reference-values.json", "{\"rom\": [], \"runtime\": [], \"minimum\": 1}", "minimum"),
            ("chips.json", "[]", "trust/chips.json"), ("root.pem", "x", "trust/root.pem"),
            ("licences%2Fa.cbor", "x", "trust/licences/a.cbor"),
        ])
    func refused(name: String, body: String, field: String) async throws {
        let service = try TestService()
        let before = try service.store.documents()
        let response = await service.ask("PUT", "\(place)/\(name)", body: Array(body.utf8), as: peer)
        #expect(response.status == .unprocessable)
        let json = try response.json
        #expect(json["detail"]?.text?.contains(field) == true, "\(json.compact)")
        #expect(json["mend"]?.text?.isEmpty == false)
        #expect(try service.store.documents() == before)
    }

    @Test("a document that is put as it was changes nothing, not the revision either")
    func unchanged() async throws {
        let service = try TestService()
        let before = try service.store.documents()
        for file in before.documents {
            let response = await service.ask("PUT", "\(place)/\(file.path)", body: file.bytes, as: peer)
            #expect(response.status == .noContent)
        }
        #expect(try service.store.documents() == before)
    }

    @Test("SV-54: lists of what is revoked never get older, unless somebody deletes them first")
    func revocations() async throws {
        let service = try TestService()
        func put(_ json: String) async -> ServiceResponse {
            await service.ask("PUT", "\(place)/revoked.json", body: Array(json.utf8), as: peer)
        }
        let dated = #"{"asOf": "2026-01-02T00:00:00Z", "chips": []}"#
        #expect(await put(#"{"chips": []}"#).status == .noContent)
        #expect(await put(dated).status == .noContent)
        let metrics = String(decoding: await service.ask("GET", "/metrics", as: peer).body, as: UTF8.self)
        #expect(metrics.contains("known_until_timestamp_seconds 1767312000\n"))
        for older in [#"{"chips": []}"#, #"{"asOf": "2026-01-01T23:59:59Z"}"#] {
            let response = await put(older)
            #expect(response.status == .conflict)
            #expect(try response.json["field"]?.text == "trust/revoked.json#asOf")
        }
        #expect(await put("{").status == .unprocessable)
        #expect(
            await put(#"{"asOf": "2026-01-02T00:00:00Z", "nextUpdate": "2026-01-01T00:00:00Z"}"#).status
                == .unprocessable)
        #expect(await service.ask("GET", "\(place)/revoked.json", as: peer).body == Array(dated.utf8))
        #expect(await put(#"{"asOf": "2026-01-02T00:00:01Z"}"#).status == .noContent)
        #expect(await service.ask("DELETE", "\(place)/revoked.json", as: peer).status == .noContent)
        #expect(await put(#"{"chips": []}"#).status == .noContent)
    }

    @Test("SV-54: of a vendor's lists no earlier one is taken, nor one of days to come, nor a stranger's")
    func lists() async throws {
        let start: Int64 = 1_800_000_000
        let service = try TestService(rules: ServiceRules(clock: .now, build: "test"), start: start)
        let chip = try TestService.chip()
        let root = try #require(try TestService.world.trust().roots.first)
        func put(
            _ name: String, _ number: UInt64, from seconds: Int64 = 0, by world: TestWorld = TestService.world,
            revoking serials: [[UInt8]] = []
        ) async throws -> ServiceResponse.Status {
            let list = try CertificateAuthority.revocationList(
                of: root, signedBy: world.vendor.classical, number: number, thisUpdate: UTCSeconds(start + seconds),
                nextUpdate: .never,
                revoked: serials.map {
                    .init(serial: $0, revocation: Revocation(moment: UTCSeconds(start), reason: .keyCompromise))
                })
            return await service.ask("PUT", "\(place)/crls%2F\(name).crl", body: list, as: peer).status
        }
        func rules() async throws -> [String] {
            let (path, nonce) = try await service.open()
            let answer = try await service.submit(try chip.evidence(nonce), to: path).json
            return answer["interlock"]?["appraisal"]?.rules ?? ["no answer"]
        }
        let device = try Certificate(der: try Evidence(try chip.evidence([1, 2, 3, 4, 5, 6, 7, 8])).deviceCertificate)
        #expect(try await put("a", 7) == .noContent)
        #expect(try await !rules().contains("IL-AUTH-11"))
        #expect(try await put("b", 8, revoking: [device.serial]) == .noContent)
        #expect(try await rules().contains("IL-AUTH-11"))
        #expect(try await put("b", 6) == .conflict)
        #expect(try await put("c", 7, from: 10) == .conflict)
        #expect(try await put("c", 9, from: 3601) == .unprocessable)
        #expect(try await put("c", 9, by: TestWorld(8)) == .unprocessable)
        #expect(await service.ask("PUT", "\(place)/crls%2Fc.crl", body: [1], as: peer).status == .unprocessable)
        #expect(await service.ask("PUT", "\(place)/crls%2F..%2Fc.crl", body: [1], as: peer).status != .noContent)
        #expect(try await rules().contains("IL-AUTH-11"))
        #expect(await service.ask("DELETE", "\(place)/crls%2Fb.crl", as: peer).status == .noContent)
        #expect(try await !rules().contains("IL-AUTH-11"))
    }

    @Test("SV-54: what is known of revocations may be as old as the documents and the agreement say, by the clock")
    func staleness() async throws {
        let start: Int64 = 1_800_000_000
        let service = try TestService(rules: ServiceRules(clock: .now, build: "test"), start: start)
        func put(_ name: String, _ json: JSONValue) async -> ServiceResponse.Status {
            await service.ask("PUT", "\(place)/\(name)", body: Array(json.compact.utf8), as: peer).status
        }
        func rules() async throws -> [String] {
            let (path, nonce) = try await service.open()
            let answer = try await service.submit(try TestService.chip().evidence(nonce), to: path).json
            return answer["interlock"]?["appraisal"]?.rules ?? ["no answer"]
        }
        #expect(await put("revoked.json", Revocations(asOf: UTCSeconds(start + 3601)).json) == .unprocessable)
        #expect(await put("revoked.json", Revocations(asOf: UTCSeconds(start - 100)).json) == .noContent)
        #expect(try await !rules().contains("IL-AUTH-20"))
        var timing = AppraisalTiming(epoch: 0, attestationInterval: 0, grace: 0)
        timing.staleness = .init(maximumAge: 100, whenStale: .doubt)
        #expect(await put("policy.json", timing.json) == .noContent)
        #expect(try await !rules().contains("IL-AUTH-20"))
        service.wait(1)
        #expect(try await rules().contains("IL-AUTH-20"))
        timing.staleness?.whenStale = .state
        #expect(await put("policy.json", timing.json) == .noContent)
        #expect(try await !rules().contains("IL-AUTH-20"))
    }

    @Test("the last root can't be deleted")
    func lastRoot() async throws {
        let service = try TestService()
        #expect(await service.ask("DELETE", "\(place)/root.pem", as: peer).status == .unprocessable)
        #expect(await service.ask("GET", "/readyz").status == .ok)
    }

    @Test("SV-52: parties that are not the agreement's are refused")
    func mismatch() async throws {
        let rules = ServiceRules(
            mismatch: { $0.parties == nil ? nil : "it trusts strangers" }, clock: .evidence, build: "test")
        let service = try TestService(rules: rules)
        let store = TrustStore(
            roots: [],
            parties: TrustedParties(
                licenceQuorum: 1, imageQuorum: 1, vendor: TestService.world.vendor.publicKey,
                parties: [Party(name: "x", key: TestService.world.parties[0].publicKey)]))
        let file = try #require(store.files[TrustFiles.parties])
        let response = await service.ask("PUT", "\(place)/parties.json", body: file, as: peer)
        #expect(response.status == .unprocessable)
        #expect(try response.json["detail"]?.text?.contains("strangers") == true)
    }

    @Test("SV-53: a trust directory fills an empty store, and replaces another only when it is told to")
    func provision() throws {
        let store = MemoryStore()
        let (one, two) = (
            TrustFiles([TrustFiles.File(path: "a", bytes: [1])]), TrustFiles([TrustFiles.File(path: "a", bytes: [2])])
        )
        #expect(try VerifierService.provision(one, into: store, isReplacing: false))
        #expect(try VerifierService.provision(one, into: store, isReplacing: false))
        #expect(!(try VerifierService.provision(two, into: store, isReplacing: false)))
        #expect(try store.documents().documents == one.files)
        #expect(try VerifierService.provision(two, into: store, isReplacing: true))
        #expect(try store.documents().documents == two.files)
    }

    @Test("a store that trusts nothing: alive, not ready, and evidence is refused with the reason")
    func empty() async throws {
        let service = try VerifierService(
            store: MemoryStore(), signer: ResultSigner(.es384(TestService.signingKey)),
            rules: ServiceRules(build: "test"),
            now: { 0 }, entropy: { Array(repeating: 1, count: $0) })
        let ask = { (path: String) in await service.respond(to: ServiceRequest(method: "GET", path: path)) }
        #expect(await ask("/healthz").status == .ok)
        let ready = await ask("/readyz")
        #expect(ready.status == .unavailable && ready.header("retry-after") != nil)
    }

    @Test("SV-33: what the chips used together is held to the agreement's allowance, over all that the ledger knows")
    func allowance() async throws {
        let policy = AppraisalPolicy(
            agreement: .zero, name: "a", licenceQuorum: 1, totalAllowance: 0, trainingAllowance: 0, models: [],
            attestationInterval: 0, grace: 0)
        let store = MemoryStore()
        let other = try #require(ChipID([UInt8](repeating: 5, count: 16)))
        let service = try TestService(
            store: store, rules: ServiceRules(policy: policy, clock: .evidence, build: "test"))
        let chip = try TestService.chip()
        var (path, nonce) = try await service.open()
        let before = try await service.submit(try chip.evidence(nonce), to: path).json
        #expect(before["interlock"]?["appraisal"]?.rules.contains("IL-COMP-27") == false)
        // Another chip has used something: what this one is told then counts it.
        _ = try store.commit([
            Submission(
                answer: nil,
                entry: Submission.Entry(
                    chip: other, evidence: [1], digest: Digest384(hashing: [1]), outcome: [], after: .empty,
                    usage: Usage(total: 10, training: 4)), received: 0)
        ])
        (path, nonce) = try await service.open()
        let after = try await service.submit(try chip.evidence(nonce), to: path).json
        let rules = try #require(after["interlock"]?["appraisal"]?.rules)
        #expect(rules.contains("IL-COMP-27") && rules.contains("IL-COMP-28"))
    }
}
