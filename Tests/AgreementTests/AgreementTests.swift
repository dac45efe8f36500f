import Agreement
import Attestation
import Cryptography
import Testing

@Suite struct AgreementTests {
    static let weights = Digest384(hashing: [1]).description
    static let good = """
        agreement: 1
        name: test
        beneficiary: Someone
        parties: [A, B, C]
        quorum: {licence: 2, firmware: 3}
        allowances: {total: 2.5e18, training: 1_000_000}
        models:
          - name: m
            weights: \(weights)
            uses: [inference, training]
        monitoring: {interval: 1h, grace: 90s}
        """

    @Test("an agreement reads exactly")
    func good() throws {
        let agreement = try Agreement(Array(AgreementTests.good.utf8), file: "a.yaml")
        #expect(agreement.totalAllowance == 2_500_000_000_000_000_000)
        #expect(agreement.trainingAllowance == 1_000_000)
        #expect(agreement.licenceQuorum == 2 && agreement.firmwareQuorum == 3)
        #expect(agreement.attestationInterval == 3600 && agreement.grace == 90)
        #expect(agreement.digest == Digest384(hashing: Array(AgreementTests.good.utf8)))
        #expect(agreement.appraisalPolicy.models.map(\.uses) == [[.inference, .training]])
        #expect(agreement.quorum.renew == 2 && agreement.quorum.revoke == nil && agreement.phases.isEmpty)
    }

    @Test(
        "a wrong field is refused with its line and its name",
        arguments: [
            ("agreement: 1", "agreement: 2", 1, "agreement"), ("name: test", "nam: test", 2, "nam"),
            ("name: test", "name: \"\"", 2, "name"), ("[A, B, C]", "[A, B, B]", 4, "parties[2]"),
            ("licence: 2", "licence: 4", 5, "quorum.licence"), ("licence: 2", "licence: 0", 5, "quorum.licence"),
            ("name: test", "name: 7", 2, "name"), ("2.5e18", "-1", 6, "allowances.total"),
            ("2.5e18", "1.5", 6, "allowances.total"),
            ("2.5e18", "4e38", 6, "allowances.total"), ("2.5e18", "1__0", 6, "allowances.total"),
            ("1_000_000", "3e18", 6, "allowances.training"),
            ("training: 1_000_000", "trainin: 1", 6, "allowances.trainin"),
            ("weights: ", "weights: 0", 9, "models[0].weights"),
            ("[inference, training]", "[sale]", 10, "models[0].uses[0]"),
            ("[inference, training]", "[]", 10, "models[0].uses"), ("1h", "1", 11, "monitoring.interval"),
            ("90s", "0.5h", 11, "monitoring.grace"), ("monitoring: {", "name: test\nmonitoring: {", nil, ""),
            ("[A, B, C]", "[A, B", nil, ""),
        ] as [(String, String, Int?, String)])
    func wrong(old: String, new: String, line: Int?, field: String) throws {
        let range = try #require(AgreementTests.good.firstRange(of: old))
        let text = AgreementTests.good.replacingCharacters(in: range, with: new)
        let error = #expect(throws: AgreementError.self) { try Agreement(Array(text.utf8), file: "a.yaml") }
        #expect(error?.field == field)
        if let line { #expect(error?.line == line) }
        #expect(error?.mend.isEmpty == false)
    }

    @Test(
        "an unknown name is told with the nearest one",
        arguments: [
            ("monitoring:", "monitorign:", "monitoring"), ("grace:", "grase:", "grace"),
            ("licence: 2", "license: 2", "licence"), ("[inference, training]", "[inferense]", "inference"),
        ])
    func nearest(old: String, new: String, meant: String) throws {
        let range = try #require(AgreementTests.good.firstRange(of: old))
        let text = AgreementTests.good.replacingCharacters(in: range, with: new)
        let problems = AgreementReview(Array(text.utf8), file: "a.yaml").problems
        #expect(problems.contains { $0.mend == "did you mean \(meant)?" }, "\(problems)")
    }

    @Test("all that is wrong is told at once, in the order of the file")
    func all() {
        let text = AgreementTests.good.replacing("name: test", with: "nam: test").replacing("1h", with: "1 hour")
        let problems = AgreementReview(Array(text.utf8), file: "a.yaml").problems
        #expect(problems.map(\.field) == ["nam", "monitoring.interval", "name"])
    }

    @Test("no bytes crash the reader", arguments: 1...3)
    func fuzz(seed: UInt64) {
        var random = SeededStream(seed: seed, name: "fuzz/agreement")
        for _ in 0..<500 {
            var bytes = Array(AgreementTests.good.utf8)
            for _ in 0...random.number(below: 4) {
                bytes[Int(random.number(below: UInt64(bytes.count)))] = UInt8(truncatingIfNeeded: random.next())
            }
            _ = AgreementReview(bytes, file: "fuzz")
            _ = try? LicenceTemplate(bytes, file: "fuzz")
        }
    }
}

extension String {
    /// The text with the first `old` replaced.
    func replacing(_ old: String, with new: String) -> String {
        firstRange(of: old).map { replacingCharacters(in: $0, with: new) } ?? self
    }

    func replacingCharacters(in range: Range<String.Index>, with other: String) -> String {
        self[..<range.lowerBound] + other + self[range.upperBound...]
    }
}
