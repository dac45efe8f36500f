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
}
