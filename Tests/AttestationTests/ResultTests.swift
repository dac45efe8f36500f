import Attestation
import Cryptography
import Testing

@Suite struct ResultTests {
    private func submodule(
        _ values: [Int8], isVerified: Bool = true, ceiling: TrustVector.Tier = .none
    ) -> AttestationResult.Submodule {
        var vector = TrustVector()
        for (claim, value) in zip(TrustVector.Claim.allCases, values) { vector.worsen(claim, to: value) }
        return .init(name: "chip", vector: vector, isVerified: isVerified, ceiling: ceiling, nonce: nil, rules: [])
    }

    @Test(
        "the status is never better than the worst entry",
        arguments: [
            ([Int8](), TrustVector.Tier.none), ([2, 2, 2, 2], .affirming), ([2, 32, 2], .warning),
            ([2, 36, 96], .contraindicated),
            ([1], .none), ([-1], .none), ([-2], .affirming), ([-33], .warning), ([-97], .contraindicated),
            ([99, 99], .contraindicated),
        ])
    func status(values: [Int8], tier: TrustVector.Tier) {
        #expect(submodule(values).status == tier)
    }

    @Test("nothing verified is never affirmed, and a ceiling holds")
    func neverAffirmed() {
        #expect(submodule([2, 2], isVerified: false).status == .none)
        #expect(submodule([2, 2], ceiling: .warning).status == .warning)
        let empty = AttestationResult(issuedAt: 0, developer: "d", build: "b", submodules: [])
        #expect(empty.status == .none)
        let mixed = AttestationResult(
            issuedAt: 0, developer: "d", build: "b", submodules: [submodule([2]), submodule([2], isVerified: false)])
        #expect(mixed.status == .none)
    }

    @Test("the worse tier wins, and of one tier the standard value")
    func worsening() {
        var vector = TrustVector()
        for value: Int8 in [2, 33, 32, 2, 36] { vector.worsen(.executables, to: value) }
        #expect(vector[.executables] == 32)
        vector.worsen(.executables, to: 99)
        vector.worsen(.executables, to: 96)
        #expect(vector[.executables] == 96)
    }

    /// `cbor2.loads` of the expected bytes gives the claims that the comment shows, and `cbor2.dumps` of each key in turn
    /// their order: made by cbor2 5.9, not by this code.
    @Test("claims in CBOR have their numbers, in the order of their bytes; what has none keeps its name and value")
    func binary() throws {
        let claims = try JSONValue(
            parsing: Array(
                """
                {"eat_profile": "tag:ietf.org,2026:rats/ear#04", "iat": 1800000000,
                 "ear_verifier_id": {"developer": "d", "build": "1"}, "ear_status": "contraindicated",
                 "submods": {
                   "aé": {"ear_status": "contraindicated", "ear_trustworthiness_vector": {"instance-identity": 99,
                     "configuration": -2}, "ear_verifier_claims": {"rules": ["IL-AUTH-02"]}},
                   "b": {"ear_status": "affirming", "ear_trustworthiness_vector": {"hardware": 2, "instance-identity": 2},
                     "eat_nonce": "AQID", "ear_verifier_claims": {"rules": []}}},
                 "eat_nonce": "AQID",
                 "interlock.findings": [{"rule": "IL-AUTH-02", "chip": null, "n": -300, "x": true,
                   "big": 18446744073709551616}]}
                """.utf8))
        // {6: 1800000000, 10: h'010203', 265: "tag:ietf.org,2026:rats/ear#04", 266: {"b": {10: h'010203', 1000: 2,
        // 1001: {0: 2, 4: 2}, "ear_verifier_claims": {"rules": []}}, "aé": {1000: 96, 1001: {0: 99, 1: -2},
        // "ear_verifier_claims": {"rules": ["IL-AUTH-02"]}}}, 1000: 96, 1004: {0: "d", 1: "1"}, "interlock.findings":
        // [{"n": -300, "x": true, "big": "18446744073709551616", "chip": null, "rule": "IL-AUTH-02"}]}
        let expected =
            "a7061a6b49d2000a43010203190109781d7461673a696574662e6f72672c323032363a726174732f65617223303419010aa26162a40a"
            + "430102031903e8021903e9a200020402736561725f76657269666965725f636c61696d73a16572756c6573806361c3a9a31903e818"
            + "601903e9a20018630121736561725f76657269666965725f636c61696d73a16572756c6573816a494c2d415554482d30321903e818"
            + "601903eca200616401613172696e7465726c6f636b2e66696e64696e677381a5616e39012b6178f5636269677431383434363734343"
            + "037333730393535313631366463686970f66472756c656a494c2d415554482d3032"
        #expect(try ResultToken.encoded(claims) == bytes(hex: expected))
    }

    private func bytes(hex: String) throws -> [UInt8] {
        let digits = try hex.map { try #require($0.hexDigitValue) }
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}
