import Appraisal
import Attestation
import Cryptography
import InterlockTesting
import Ledger
import Testing

import VerifierService

@Suite("Reports of other hardware")
struct HardwareTests {
    private let peer = Peer(role: .operator, name: "o")
    private let vectors = RevocationVectors.shared

    private func service(
        _ device: HardwareCase, anchored: Bool = true, store: MemoryStore = MemoryStore(),
        policy: RevocationPolicy = RevocationPolicy()
    ) throws -> TestService {
        let service = try TestService(
            store: store, rules: ServiceRules(revocation: policy, build: "test"), start: HardwareCase.moment.value)
        var files = device.manifests.map {
            TrustFiles.File(path: HardwareDocument.manifest.path(ofFile: $0.name), bytes: $0.bytes)
        }
        files.append(
            TrustFiles.File(
                path: "hardware/manifest-anchors/root.pem", bytes: Array(device.publisher.root.pem.utf8)))
        if anchored {
            files.append(
                TrustFiles.File(
                    path: "hardware/device-anchors/root.pem", bytes: Array(device.device.root.pem.utf8)))
        }
        #expect(try VerifierService.provision(hardware: files, into: store, isReplacing: false))
        return service
    }

    /// What a device comes to, in a session of its own.
    private func judge(
        _ device: HardwareCase, by service: TestService, _ members: [(String, JSONValue)] = []
    ) async throws -> JSONValue {
        let (path, nonce) = try await service.open()
        let body = collection(device, nonce: nonce, members)
        let json = try await service.submit(body, to: path, type: "application/cmw+json").json
        return try #require(json["interlock"]?["appraisal"]?["devices"]?.items.first, "\(json.compact)")
    }

    private func record(_ type: String, _ bytes: [UInt8]) -> JSONValue {
        .array([.string(type), .string(bytes.base64URL)])
    }

    private func put(_ name: String, _ bytes: [UInt8], _ service: TestService) async -> ServiceResponse {
        let path = name.replacing("/", with: "%2F")
        return await service.ask("PUT", "/interlock/v1/trust/\(path)", body: bytes, as: peer)
    }

    @Test(
        "SV-34: a collection may carry what tells of revocation; an old good answer never outweighs a list of the store's"
    )
    func stapled() async throws {
        let device = try vectors.hardware()
        let service = try service(device)
        let good = record("application/ocsp-response", vectors.response("good"))
        let list = record("application/pkix-crl", vectors.list("root"))
        var json = try await judge(device, by: service, [("ocsp", good), ("crl", .array([list]))])
        #expect(json["verdict"]?.text == "kept", "\(json.compact)")
        #expect(json["revocation"]?.items.first?["status"]?.text == "good", "\(json.compact)")
        #expect(json["revocation"]?.items.first?["responder"]?.text == "device responder")
        let stale = record("application/ocsp-response", vectors.response("stale"))
        json = try await judge(device, by: service, [("ocsp", .array([stale]))])
        #expect(json.rules == ["IL-HW-25"])
        #expect(await put("hardware/crl/device.crl", vectors.list("leaf revoked"), service).status == .noContent)
        json = try await judge(device, by: service, [("ocsp", good)])
        #expect(json.rules == ["IL-HW-22"] && json["authentic"]?.text != "true", "\(json.compact)")
        let (path, nonce) = try await service.open()
        for bad in [JSONValue.string("x"), .array([.string("x")]), .array([]), record("text/plain", [1])] {
            let body = collection(device, nonce: nonce, [("crl", bad)])
            let response = await service.submit(body, to: path, type: "application/cmw+json")
            #expect((response.status == .badRequest) == (bad.compact != "[]"), "\(bad.compact)")
            if response.status == .badRequest {
                #expect(String(decoding: response.body, as: UTF8.self).contains("body.cmw.gpu_0.crl"))
            }
        }
    }

    @Test("SV-35: a manifest that is missing is put while the service runs, and two instances on one store know it")
    func atRunTime() async throws {
        let device = try vectors.hardware()
        let store = MemoryStore()
        let service = try service(device, store: store)
        let second = try TestService(
            store: store, rules: ServiceRules(build: "test"), start: HardwareCase.moment.value, instance: 1)
        #expect(try await judge(device, by: second)["verdict"]?.text == "kept")
        let name = "hardware/manifests/driver.swidtag"
        let path = "/interlock/v1/trust/" + name.replacing("/", with: "%2F")
        #expect(await service.ask("DELETE", path, as: peer).status == .noContent)
        #expect(try await judge(device, by: second).rules == ["IL-HW-14"])
        #expect(await put(name, device.manifests[1].bytes, second).status == .noContent)
        #expect(try await judge(device, by: service)["verdict"]?.text == "kept")
        let list = try await service.ask("GET", "/interlock/v1/trust", as: peer).json
        #expect(list["documents"]?.items.contains { $0["name"]?.text == name } == true)
    }

    @Test("SV-35: lists and responses are not replaced by older ones, nor anything by what can't be used")
    func older() async throws {
        let service = try service(try vectors.hardware())
        let (crl, ocsp) = ("hardware/crl/device.crl", "hardware/ocsp/leaf.ocsp")
        #expect(await put(crl, vectors.list("authority"), service).status == .noContent)
        let older = await put(crl, vectors.list("older"), service)
        #expect(older.status == .conflict && String(decoding: older.body, as: UTF8.self).contains("older"))
        #expect(await put(crl, vectors.list("newer"), service).status == .noContent)
        #expect(await put(crl, vectors.list("authority"), service).status == .conflict)
        #expect(await put(crl, vectors.list("root"), service).status == .conflict)
        #expect(await put(ocsp, vectors.response("other"), service).status == .noContent)
        #expect(await put(ocsp, vectors.response("good"), service).status == .conflict)
        #expect(
            await service.ask("DELETE", "/interlock/v1/trust/hardware%2Focsp%2Fleaf.ocsp", as: peer).status
                == .noContent)
        #expect(await put(ocsp, vectors.response("good"), service).status == .noContent)
        #expect(await put(ocsp, vectors.response("stale"), service).status == .conflict)
        for (name, bytes) in [
            (crl, vectors.response("good")), (crl, vectors.list("delta")), (ocsp, vectors.response("try later")),
            ("hardware/manifests/a.swidtag", [1]), ("hardware/device-anchors/a.pem", [1]),
        ] {
            let response = await put(name, bytes, service)
            #expect(response.status == .unprocessable, "\(name)")
            #expect(String(decoding: response.body, as: UTF8.self).contains("trust/\(name)"))
        }
        for name in [
            "hardware/crl/../a.crl", "hardware/crl/.crl", "hardware/crl/a.pem", "hardware/x/a.crl", "hardware/a",
        ] {
            #expect(await put(name, vectors.list("newer"), service).status == .badRequest, "\(name)")
        }
    }

    @Test("documents of hardware fill a store that has none, and replace others only when told to")
    func provision() throws {
        let store = MemoryStore()
        let chips = TrustFiles.File(path: "root.pem", bytes: [9])
        #expect(try store.replaceDocuments([chips], at: store.documents().revision))
        let list = TrustFiles.File(path: "hardware/crl/a.crl", bytes: [7])
        let files = { (byte: UInt8) in [TrustFiles.File(path: "hardware/device-anchors/a.pem", bytes: [byte])] }
        #expect(try VerifierService.provision(hardware: files(1), into: store, isReplacing: false))
        #expect(try VerifierService.provision(hardware: files(1), into: store, isReplacing: false))
        // A list that was put meanwhile is no reason not to start, and stays whatever takes the place of anchors.
        #expect(try store.replaceDocuments(TrustFiles(files(1) + [list, chips]).files, at: store.documents().revision))
        #expect(try VerifierService.provision(hardware: files(1), into: store, isReplacing: false))
        #expect(!(try VerifierService.provision(hardware: files(2), into: store, isReplacing: false)))
        #expect(try VerifierService.provision(hardware: files(2), into: store, isReplacing: true))
        #expect(try store.documents().documents == TrustFiles(files(2) + [list, chips]).files)
        let whole = TrustFiles(files(2) + [chips])
        #expect(try VerifierService.provision(whole, into: store, isReplacing: true))
        #expect(try store.documents().documents == TrustFiles(files(2) + [list, chips]).files)
        // A trust directory that says nothing of hardware leaves it as it is, whatever was put meanwhile.
        #expect(try VerifierService.provision(TrustFiles([chips]), into: store, isReplacing: false))
        let other = TrustFiles([TrustFiles.File(path: "root.pem", bytes: [8])])
        #expect(!(try VerifierService.provision(other, into: store, isReplacing: false)))
        #expect(try VerifierService.provision(other, into: store, isReplacing: true))
        #expect(try store.documents().documents == TrustFiles(files(2) + [list] + other.files).files)
    }

    private func collection(
        _ device: HardwareCase, nonce: [UInt8], _ members: [(String, JSONValue)] = []
    ) -> [UInt8] {
        var device = device
        device.report.nonce = nonce
        let chain = device.device.chain.map(\.pem).joined()
        let own = [
            ("evidence", record("application/vnd.nvidia.spdm-measurement-transcript", device.reportBytes)),
            ("certificate", record("application/vnd.nvidia.pem-cert-chain", Array(chain.utf8))),
        ]
        let json = JSONValue.object([
            "__cmwc_t": .string("tag:nvidia.com,2026:verifier-input/profiles/base/pre-1.0.0"),
            "gpu_0": JSONValue(.object((own + members).map { JSONValue.Member($0.0, $0.1) })),
        ])
        return Array(json.compact.utf8)
    }

    @Test("SV-34: a collection with a device's report is judged as `interlock verify --chain` does")
    func kept() async throws {
        let device = try HardwareCase()
        let service = try service(device)
        let (path, nonce) = try await service.open()
        let body = collection(device, nonce: nonce)
        let response = await service.submit(body, to: path, type: "application/cmw+json")
        #expect(response.status == .ok, "\(String(decoding: response.body, as: UTF8.self))")
        let json = try response.json
        let appraisal = try #require(json["interlock"]?["appraisal"])
        #expect(appraisal["status"]?.text == "affirming", "\(appraisal.compact)")
        #expect(appraisal["devices"]?.items.first?["verdict"]?.text == "kept")
        #expect(await service.submit(body, to: path, type: "application/cmw+json").status == .ok)
        #expect(
            await service.submit(collection(device, nonce: [1] + nonce.dropFirst()), to: path, type: "application/cmw")
                .status == .conflict)
        #expect(try service.store.summary().entries == 0)
    }

    @Test("another nonce, an altered report and a device that no anchor vouches for do not affirm")
    func refused() async throws {
        let device = try HardwareCase()
        var altered = device
        altered.spoilReport = { $0[60] ^= 1 }
        let old: [UInt8] = Array(repeating: 7, count: 32)
        for (device, isAnchored, isFresh, rule) in [
            (device, true, false, "IL-HW-05"), (altered, true, true, "IL-HW-04"), (device, false, true, "IL-HW-03"),
        ] {
            let service = try service(device, anchored: isAnchored)
            let (path, nonce) = try await service.open()
            let body = collection(device, nonce: isFresh ? nonce : old)
            let json = try await service.submit(body, to: path, type: "application/cmw+json").json
            let appraisal = try #require(json["interlock"]?["appraisal"])
            #expect(appraisal["status"]?.text != "affirming")
            #expect(appraisal["devices"]?.items.first?.rules.contains(rule) == true, "\(rule) \(appraisal.compact)")
        }
    }

    @Test("a nonce of another length than a report's leaves freshness open")
    func shortNonce() async throws {
        let device = try HardwareCase()
        let service = try service(device)
        let (path, _) = try await service.open(query: "nonceSize=16")
        let body = collection(device, nonce: Array(repeating: 1, count: 32))
        let json = try await service.submit(body, to: path, type: "application/cmw+json").json
        let rules = json["interlock"]?["appraisal"]?["devices"]?.items.first?.rules
        #expect(rules?.contains("IL-HW-06") == true)
    }
}
