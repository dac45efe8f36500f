import Appraisal
import Attestation
import Cryptography
import InterlockTesting
import Testing

import VerifierService

@Suite("Reports of other hardware")
struct HardwareTests {
    private func service(_ device: HardwareCase, anchored: Bool = true) throws -> TestService {
        let hardware = HardwareRules(
            anchors: anchored ? [device.device.root] : [], manifests: device.manifests,
            manifestAnchors: [device.publisher.root])
        return try TestService(
            rules: ServiceRules(hardware: hardware, build: "test"), start: HardwareCase.moment.value)
    }

    private func collection(_ device: HardwareCase, nonce: [UInt8]) -> [UInt8] {
        var device = device
        device.report.nonce = nonce
        let chain = device.device.chain.map(\.pem).joined()
        let json = JSONValue.object([
            "__cmwc_t": .string("tag:nvidia.com,2026:verifier-input/profiles/base/pre-1.0.0"),
            "gpu_0": .object([
                "evidence": .array([
                    .string("application/vnd.nvidia.spdm-measurement-transcript"),
                    .string(device.reportBytes.base64URL),
                ]),
                "certificate": .array([
                    .string("application/vnd.nvidia.pem-cert-chain"), .string(Array(chain.utf8).base64URL),
                ]),
            ]),
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
