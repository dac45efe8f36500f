import Agreement
import Attestation
import Cryptography
import Testing

@Suite("Library")
struct LibraryTests {
    @Test("every agreement is sound, and leaves nothing unsaid", arguments: Library.names)
    func sound(name: String) throws {
        let review = AgreementReview(try Library.bytes(name), file: name)
        #expect(review.problems.isEmpty)
        for concern in review.concerns {
            #expect(concern.acceptedBecause != nil, "\(concern.kind.id) \(concern.field): \(concern.reason)")
            #expect(concern.line != nil && concern.column != nil)
        }
        #expect(review.holds)
    }

    @Test("there is one for each purpose")
    func some() {
        #expect(
            Library.names.map { String($0.dropLast(5)) } == [
                "draft-treaty", "export-control-offline", "generation-lag", "inference-only", "minimal-monitoring",
                "narrow-models", "phased-treaty", "restricted-output", "sub-threshold-research",
            ])
    }

    @Test("the parties' keys are those of a fleet with seed 1", arguments: Library.names)
    func keys(name: String) throws {
        let agreement = try Agreement(try Library.bytes(name), file: name)
        for (index, signatory) in agreement.signatories.enumerated() {
            var stream = Seed(1).stream("party/\(index)/key")
            let key = SigningKey(derivedFrom: stream.bytes(48), purpose: "party/\(index)/key", isHybrid: true).publicKey
            #expect(signatory.key == Digest384(hashing: key.raw))
        }
    }

    @Test("together they use every field of the language")
    func levers() throws {
        let texts = try Library.names.map { try Library.text($0) }.joined(separator: "\n")
        for name in AgreementForm.names where !LibraryTests.unused.contains(name) {
            #expect(texts.contains("\(name):"), "no agreement uses \(name)")
        }
    }

    /// Fields that only matter where a party is many, chips differ from the rest of the world, or a last phase has no way
    /// back.
    static let unused: Set<String> = ["bloc", "renew", "most", "final"]

    @Test("each is explained, in sentences with its own figures")
    func explained() throws {
        for name in Library.names {
            let agreement = try Agreement(try Library.bytes(name), file: name)
            let sentences = AgreementExplanation(agreement).sections.flatMap(\.sentences)
            for word in agreement.parties + agreement.models.map(\.name) + agreement.phases.map(\.name) {
                #expect(sentences.contains { $0.contains(word) }, "\(name) does not explain \(word)")
            }
            #expect(sentences.allSatisfy { $0.hasSuffix(".") })
        }
    }

    @Test("a phase narrows the policy, and never widens it", arguments: Library.names)
    func phases(name: String) throws {
        let agreement = try Agreement(try Library.bytes(name), file: name)
        let whole = agreement.appraisalPolicy
        for phase in agreement.phases {
            let policy = agreement.appraisalPolicy(in: phase)
            #expect(policy.totalAllowance <= whole.totalAllowance)
            #expect(policy.trainingAllowance <= whole.trainingAllowance)
            #expect(policy.attestationInterval <= whole.attestationInterval)
            #expect(policy.models.allSatisfy(whole.models.contains))
        }
        if name == "phased-treaty.yaml" {
            let halted = try #require(agreement.phase(named: "halted"))
            #expect(agreement.appraisalPolicy(in: halted).models.isEmpty)
            #expect(agreement.appraisalPolicy(in: halted).totalAllowance == 0)
        }
    }

    @Test("the widest licence that compiles is one that the terms' reader takes", arguments: Library.names)
    func compiles(name: String) throws {
        let agreement = try Agreement(try Library.bytes(name), file: name)
        let terms = try agreement.licenceTerms(in: nil, sequence: 3, from: 100, boot: 2)
        let template = try LicenceTemplate(Array(terms.text.utf8), file: "terms")
        #expect(template.agreement == agreement.digest)
        let chip = try #require(ChipID([UInt8](repeating: 1, count: 16)))
        let licence = template.terms(for: [chip], under: agreement.digest)
        #expect(licence.sequence == 3 && licence.firstTick == 100 && licence.firstBoot == 2)
        #expect(licence.endTick - 100 == agreement.licenceLimits.validity)
        #expect(licence.totalAllowance == agreement.licenceLimits.total)
        #expect(licence.trainingAllowance <= agreement.trainingAllowance)
    }

    @Test("an agreement is checked in milliseconds")
    func speed() throws {
        let files = try Library.names.map { try Library.bytes($0) }
        let clock = ContinuousClock()
        let time = clock.measure { for file in files { _ = AgreementReview(file, file: "a.yaml") } }
        #expect(time / files.count < .milliseconds(100), "\(time / files.count) an agreement")
    }
}

@Suite("Covered clusters")
struct CoveredClustersTests {
    static let rule = CoveredClusters(performance: 253_184, memory: 1_280_000_000_000, bandwidth: 25_000_000_000)

    private func h100(_ chips: UInt64, memory: UInt128 = 80, joined: Set<Join> = [.place], bandwidth: UInt128 = 0)
        -> Bool
    {
        CoveredClustersTests.rule.covers(
            .init(
                chips: chips, performance: 15_824, memory: memory * 1_000_000_000, joined: joined, bandwidth: bandwidth)
        )
    }

    @Test("exactly at a limit is not above it")
    func boundaries() {
        #expect(!h100(16) && h100(17))
        #expect(!h100(15, memory: 85) && h100(15, memory: 86))
        #expect(!h100(24, joined: [], bandwidth: 25_000_000_000) && h100(24, joined: [], bandwidth: 25_000_000_001))
        #expect(h100(24, joined: [.network]) && !h100(16, joined: [.network, .place]))
    }

    @Test("a product beyond 128 bits is above every limit")
    func overflow() {
        #expect(
            CoveredClustersTests.rule.covers(
                .init(chips: 2, performance: .max, memory: 0, joined: [.place], bandwidth: 0)))
    }
}
