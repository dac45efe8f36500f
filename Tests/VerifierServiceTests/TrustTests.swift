import Appraisal
import Attestation
import Cryptography
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
