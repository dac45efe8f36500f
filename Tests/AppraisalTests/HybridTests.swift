import Appraisal
import Attestation
import Cryptography
import InterlockTesting
import Silicon
import Testing

/// Evidence of real chips, its halves stripped, swapped and mixed.
@Suite("Hybrid evidence")
struct HybridTests {
    let world = TestWorld()

    private func evidence(
        _ name: String = "chip/0", image: [UInt8]? = nil, world: TestWorld? = nil, nonce: UInt8 = 1
    ) throws -> Evidence {
        let chip = try (world ?? self.world).chip(name, mode: .native, image: image)
        try #require(chip.powerOn())
        return try Evidence(chip.send(.attest, Array(repeating: nonce, count: 32)))
    }

    private func trust(_ world: TestWorld? = nil) throws -> TrustStore {
        try (world ?? self.world).trust(
            timing: AppraisalTiming(epoch: 1_800_000_000, attestationInterval: 0, grace: 0))
    }

    private func rules(
        _ bytes: [UInt8], _ signatures: Question.Signatures = .hybrid, trust: TrustStore? = nil
    ) throws -> [Rule] {
        let appraiser = Appraiser(
            trust: try trust ?? self.trust(),
            question: Question(nonce: Array(repeating: 1, count: 32), completeness: .part, signatures: signatures))
        let appraisal = appraiser.appraise([Exhibit(name: "x", bytes: bytes)])
        #expect(appraisal.signatures == signatures)
        #expect((appraisal.verdict == .kept) == appraisal.findings.isEmpty)
        #expect(appraisal.verdict != .broken)
        return appraisal.findings.map(\.rule)
    }

    /// Evidence with one half of another piece: signatures can be had, but not made.
    private func made(
        _ claims: Claims, classical: Evidence, lattice: Evidence?, certificates: Evidence? = nil
    ) throws -> [UInt8] {
        let half = try lattice.map { try #require($0.lattice) }
        let chain = try certificates.map { try #require($0.lattice) } ?? half
        return Evidence(
            signing: claims, aliasCertificate: classical.aliasCertificate, localCertificate: classical.localCertificate,
            deviceCertificate: classical.deviceCertificate,
            lattice: half.flatMap { half in
                chain.map { chain in
                    Evidence.LatticeSigner(
                        aliasCertificate: chain.aliasCertificate, deviceCertificate: chain.deviceCertificate
                    ) { _ in half.signature }
                }
            }
        ) { _ in classical.signature }.encoded()
    }

    @Test("both halves hold, in both questions")
    func honest() throws {
        let good = try evidence()
        #expect(try made(good.claims, classical: good, lattice: good) == good.encoded())
        #expect(try rules(good.encoded()) == [])
        #expect(try rules(good.encoded(), .classicalOnly) == [])
    }

    @Test("a half stripped, exchanged or of another chip, boot, firmware or time is refused, also classically")
    func mixed() throws {
        let good = try evidence()
        let other = try evidence("chip/1")
        let later = try evidence(nonce: 2)
        let changed = try evidence(image: world.image(code: FirmwareImages.builtIn.runtime + [0, 0, 0, 0]))
        let vendor = try evidence(world: TestWorld(8))
        for question in Question.Signatures.allCases {
            let rules = { (bytes: [UInt8]) in try self.rules(bytes, question) }
            #expect(try rules(made(good.claims, classical: good, lattice: nil)) == [.signatureInvalid])
            #expect(try rules(made(good.claims, classical: good, lattice: other)) == [.chainRefused])
            #expect(try rules(made(good.claims, classical: other, lattice: good)) == [.chainRefused])
            #expect(try rules(made(good.claims, classical: good, lattice: later)) == [.signatureInvalid])
            #expect(try rules(made(good.claims, classical: later, lattice: good)) == [.signatureInvalid])
            #expect(try rules(made(later.claims, classical: later, lattice: good)) == [.signatureInvalid])
            #expect(try rules(made(good.claims, classical: good, lattice: changed)) == [.chainRefused])
            #expect(try rules(made(good.claims, classical: changed, lattice: good)) == [.chainRefused])
            #expect(try rules(made(good.claims, classical: good, lattice: vendor)) == [.chainRefused])
            let foreign = try made(good.claims, classical: good, lattice: other, certificates: good)
            #expect(try rules(foreign) == [.signatureInvalid])
        }
    }

    @Test("evidence of a classical chip is refused, unless classical signatures are asked for")
    func classicalChip() throws {
        let old = TestWorld(1, isHybrid: false)
        let bytes = try evidence(world: old).encoded()
        #expect(try rules(bytes, trust: trust(old)) == [.signatureInvalid])
        #expect(try rules(bytes, .classicalOnly, trust: trust(old)) == [])
        // Hybrid evidence where no ML-DSA-87 root is trusted.
        var trust = try trust()
        trust.latticeRoots = []
        #expect(try rules(evidence().encoded(), trust: trust) == [.chainRefused])
        trust.latticeRoots = try self.trust(TestWorld(8)).latticeRoots
        #expect(try rules(evidence().encoded(), trust: trust) == [.chainRefused])
    }

    @Test("a licence by parties with P-384 keys alone is no licence of theirs, unless asked for")
    func classicalParties() throws {
        let old = TestWorld(1, isHybrid: false)
        let chip = try old.readyChip()
        let licence = Licence(signing: old.terms(for: [chip.id]), with: [old.parties[0], old.parties[2]])
        var trust = try trust(old)
        trust.licences = [licence]
        trust.chips = ChipRegister(chips: [.init(name: "chip", id: chip.id)])
        trust.parties = TrustedParties(
            licenceQuorum: 2, imageQuorum: 2, vendor: old.vendor.publicKey,
            parties: old.parties.enumerated().map { Party(name: "\($0)", key: $1.publicKey) })
        let bytes = try chip.send(.attest, Array(repeating: 1, count: 32))
        #expect(try rules(bytes, .classicalOnly, trust: trust) == [])
        #expect(Appraiser(trust: trust).appraise([Exhibit(name: "x", bytes: bytes)]).verdict != .kept)
    }

    @Test("chains that are shared are good under the roots alone that they were verified up to")
    func sharedChains() throws {
        let chains = SharedChainCache()
        let question = Question(nonce: Array(repeating: 1, count: 32), completeness: .part)
        let exhibit = Exhibit(name: "x", bytes: try evidence().encoded())
        let ours = Appraiser(trust: try trust(), question: question)
        let others = Appraiser(trust: try trust(TestWorld(2)), question: question)
        for _ in 0..<3 {
            for _ in 0..<8 { #expect(ours.examine(exhibit, using: chains).isAuthentic) }
            let stranger = others.examine(exhibit, using: chains)
            #expect(!stranger.isAuthentic && stranger.findings.map(\.rule) == [.chainRefused])
        }
    }

    @Test("no byte of hybrid evidence can be changed", arguments: 0..<8)
    func everyByte(part: Int) throws {
        let good = try evidence().encoded()
        let appraiser = Appraiser(
            trust: try trust(), question: Question(nonce: Array(repeating: 1, count: 32), completeness: .part))
        var cache = ChainCache()
        for place in stride(from: part, to: good.count, by: 8) {
            var bytes = good
            bytes[place] ^= 1 << UInt8((place / 8) % 8)
            let appraisal = appraiser.conclude([appraiser.examine(Exhibit(name: "x", bytes: bytes), using: &cache)])
            #expect(appraisal.verdict == .indeterminate, "byte \(place)")
        }
        for count in stride(from: part, to: good.count, by: 64) {
            #expect(throws: DocumentError.self) { try Evidence(Array(good[..<count])) }
        }
    }
}
