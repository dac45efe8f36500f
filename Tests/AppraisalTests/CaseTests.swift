import Appraisal
import Attestation
import Testing

@Suite struct CaseTests {
    @Test("exactly the expected rules make a finding", arguments: VectorCase.all)
    func rules(vector: VectorCase) throws {
        let appraisal = try vector.appraiser().appraise(try vector.exhibits())
        let reasons = appraisal.findings.map { "\($0.rule.id): \($0.reason)" }.joined(separator: "\n")
        #expect(Set(appraisal.findings.map(\.rule.id)).sorted() == vector.rules, "\(reasons)")
        #expect(appraisal.verdict.rawValue == vector.verdict)
    }

    @Test("a finding rests on a field that exists, and tells in one sentence with its values")
    func sentences() throws {
        for vector in VectorCase.all {
            for finding in try vector.appraiser().appraise(try vector.exhibits()).findings {
                #expect(!finding.reason.isEmpty && !finding.reason.hasSuffix("."), "\(vector.name)")
                let rests = !finding.evidence.isEmpty
                let needsNone: [Rule] = [
                    .dark, .late, .trustMissing, .chipUnknown, .agreementAllowanceExceeded, .agreementTrainingExceeded,
                    .revocationOutdated,
                ]
                #expect(rests || needsNone.contains(finding.rule), "\(vector.name): \(finding.rule.id)")
            }
        }
    }

    @Test("every rule fires in some case, and stays silent in another")
    func coverage() {
        let fired = Set(VectorCase.all.flatMap(\.rules))
        // Those of hardware have cases of their own (`HardwareRuleTests`); that of raw counters rests on no evidence
        // (`DetectorTests`); that of signed ones needs work (`DetectionTests`); those of tickets rest on them
        // (`LineageJoinTests`).
        let elsewhere: [Rule] = [
            .trainingConsistent, .meterTrainingConsistent, .runBeyondAgreement, .ticketContradictsLog, .ticketsDisagree,
            .ticketMissing,
            .chipsContradict,
        ]
        for rule in Rule.allCases where !rule.id.hasPrefix("IL-HW-") && !elsewhere.contains(rule) {
            #expect(fired.contains(rule.id), "no case makes a finding of \(rule.id)")
            #expect(VectorCase.all.contains { !$0.rules.contains(rule.id) })
        }
    }

    @Test("the order of the exhibits changes nothing", arguments: VectorCase.all.filter { $0.files.count > 1 })
    func order(vector: VectorCase) throws {
        let appraiser = try vector.appraiser()
        let exhibits = try vector.exhibits()
        let forwards = appraiser.appraise(exhibits)
        let backwards = appraiser.appraise(exhibits.reversed())
        #expect(forwards.verdict == backwards.verdict)
        #expect(forwards.findings.map(\.rule) == backwards.findings.map(\.rule))
    }

    @Test(
        "evidence appraised piece by piece gives the findings of all at once",
        arguments: ["honest", "clone", "middle-missing"])
    func ledger(name: String) throws {
        let vector = try #require(VectorCase.all.first { $0.name == name })
        let appraiser = Appraiser(
            trust: try VectorCase.trust(), question: Question(completeness: .part))
        let exhibits = try vector.exhibits()
        var ledger = LedgerView()
        var rules: [Rule] = []
        for exhibit in exhibits {
            let appraisal = appraiser.appraise([exhibit], given: ledger)
            ledger = appraisal.ledger
            rules += appraisal.findings.map(\.rule)
        }
        #expect(Set(rules) == Set(appraiser.appraise(exhibits).findings.map(\.rule)))
    }

    @Test("no evidence at all is indeterminate, never kept")
    func nothing() throws {
        for completeness in [Question.Completeness.part, .wholeRecord] {
            let appraiser = Appraiser(
                trust: try VectorCase.trust(), question: Question(completeness: completeness))
            #expect(appraiser.appraise([]).verdict == .indeterminate)
        }
        let bare = Appraiser(trust: TrustStore(roots: try VectorCase.trust().roots))
        #expect(bare.appraise([]).verdict == .indeterminate)
    }

    @Test("a trust directory of roots alone never gives kept")
    func rootsAlone() throws {
        let vector = try #require(VectorCase.all.first { $0.name == "honest" })
        let bare = Appraiser(
            trust: TrustStore(roots: try VectorCase.trust().roots),
            question: Question(completeness: .part, signatures: .classicalOnly))
        let appraisal = bare.appraise(try vector.exhibits())
        #expect(appraisal.verdict == .indeterminate)
        let notMade = try #require(appraisal.chips.first).checks.filter {
            if case .notMade = $0.outcome { true } else { false }
        }
        #expect(notMade.map(\.check).contains(.revocation))
    }

    @Test("the result affirms what is kept, warns of doubt and speaks against a breach")
    func results() throws {
        for (name, status) in [
            ("honest", "affirming"), ("wrong-nonce", "warning"), ("tampered", "contraindicated"),
            ("signature-of-another-answer", "contraindicated"), ("empty", "contraindicated"),
        ] {
            let vector = try #require(VectorCase.all.first { $0.name == name })
            let result = try vector.appraiser().appraise(try vector.exhibits()).result(issuedAt: 0, build: "test")
            #expect(result.status.word == status, "\(name)")
        }
    }
}
