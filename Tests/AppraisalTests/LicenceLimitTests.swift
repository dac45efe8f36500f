import Agreement
import Appraisal
import Attestation
import Cryptography
import Testing

@Suite("Limits of licences")
struct LicenceLimitTests {
    /// The findings under the vectors' agreement, changed, that a licence permits more than it.
    private func reasons(_ change: (inout AppraisalPolicy) -> Void) throws -> [String] {
        let vector = try #require(VectorCase.all.first { $0.name == "honest" })
        var policy = try Agreement(try VectorCase.bytes("agreement.yaml"), file: "agreement.yaml").appraisalPolicy
        change(&policy)
        let appraiser = Appraiser(
            trust: try VectorCase.trust(), policy: policy, question: Question(signatures: .classicalOnly))
        return appraiser.appraise(try vector.exhibits()).findings.filter { $0.rule == .licenceBeyondAgreement }.map(
            \.reason)
    }

    /// The licences that the honest chip took.
    private func terms() throws -> [Licence.Terms] {
        let vector = try #require(VectorCase.all.first { $0.name == "honest" })
        let taken = Set(
            try vector.exhibits().compactMap { try Evidence($0.bytes).claims.licence?.digest })
        return try VectorCase.trust().licences.map(\.terms).filter { taken.contains($0.digest) }
    }

    @Test("a licence at each limit is within it, and one above is beyond it")
    func limits() throws {
        let terms = try terms()
        try #require(!terms.isEmpty)
        let most: [(WritableKeyPath<AppraisalPolicy.LicenceLimits, UInt128?>, UInt128)] = [
            (\.total, terms.map(\.totalAllowance).max() ?? 0), (\.training, terms.map(\.trainingAllowance).max() ?? 0),
            (\.quantum, terms.map(\.quantum).max() ?? 0),
        ]
        for (limit, value) in most {
            #expect(try reasons { $0.licenceLimits[keyPath: limit] = value }.isEmpty)
            #expect(try !reasons { $0.licenceLimits[keyPath: limit] = value - 1 }.isEmpty)
        }
        let counts: [(WritableKeyPath<AppraisalPolicy.LicenceLimits, UInt64?>, UInt64)] = [
            (\.chips, terms.map(\.chipCount).max() ?? 0),
            (\.validity, terms.map { $0.endTick - $0.firstTick }.max() ?? 0),
            (\.boots, terms.map { $0.lastBoot - $0.firstBoot + 1 }.max() ?? 0),
        ]
        for (limit, value) in counts {
            #expect(try reasons { $0.licenceLimits[keyPath: limit] = value }.isEmpty)
            #expect(try !reasons { $0.licenceLimits[keyPath: limit] = value - 1 }.isEmpty)
        }
    }

    @Test("a licence until the sunset is within the agreement, and one for a second longer is not")
    func sunset() throws {
        let end = try #require(try terms().map(\.endTick).max())
        let epoch = try #require(try VectorCase.trust().timing?.epoch)
        let last = UTCSeconds(epoch.value + Int64(end))
        #expect(try reasons { $0.sunset = last }.isEmpty)
        #expect(try !reasons { $0.sunset = UTCSeconds(last.value - 1) }.isEmpty)
        #expect(try !reasons { $0.sunset = UTCSeconds(epoch.value - 1) }.isEmpty)
    }
}
