import Accelerator
import Agreement
import Appraisal
import Attestation
import Cryptography
import InterlockTesting
import Silicon
import Testing
import Wire

/// Signed meters that look like training, made by chips that really sign what they counted.
@Suite("Signed meters that look like training")
struct DetectionTests {
    /// What a chip does in an interval.
    enum Work {
        /// A thousand billion products, and the traffic of a training step, called a prompt's.
        case disguised
        /// The same, told as training.
        case told
        /// A ninth of it told, and the rest called a prompt's.
        case partlyTold
        /// A few per cent of it told, and the rest called a prompt's.
        case barelyTold
        /// Answers to requests.
        case answers
        /// A few of them.
        case few
        /// New weights, and answers.
        case reload
        /// Power goes and comes back, and then the first.
        case restart
        /// Nothing.
        case none
    }

    private static let detector: FittedDetector? = {
        let text = """
            agreement: 1
            name: Watched
            beneficiary: Someone
            parties: [Ada, Bey]
            quorum: {licence: 2, firmware: 2}
            allowances: {total: 1, training: 0}
            models: []
            monitoring:
              interval: 1h
              grace: 1m
              signedDetector:
                features: [\(FittedDetector.Feature.allCases.map(\.rawValue).joined(separator: ", "))]
                falseAlarms: 1 %
                intervals: 3
            """
        return try? Agreement(Array(text.utf8), file: "a.yaml").appraisalPolicy.detector
    }()

    private let world = TestWorld()

    private func appraiser(isWatched: Bool = true, interval: UInt64 = 3_600) throws -> Appraiser {
        let detector = Self.detector
        try #require(detector != nil)
        let policy = AppraisalPolicy(
            agreement: .zero, name: "Watched", licenceQuorum: 2, totalAllowance: .max, trainingAllowance: .max,
            models: [], attestationInterval: interval, grace: 60,
            detector: isWatched ? detector : nil)
        return Appraiser(trust: try world.trust(), policy: policy, question: Question(completeness: .part))
    }

    /// Work that reads so many bytes for its products.
    private static func cost(
        products: UInt128, read: UInt128, written: UInt128, vectors: UInt128, sent: UInt128
    ) -> Accelerator.Counters {
        var cost = Accelerator.Counters()
        cost[.multiplyAccumulates(.bf16)] = products
        cost[.vectorOperations(.bf16)] = vectors
        cost[.memoryBytesRead] = read
        cost[.memoryBytesWritten] = written
        cost[.linkBytesSent] = sent
        cost[.linkBytesReceived] = sent
        return cost
    }

    /// A part of a step of training, in thousandths: 2^8.5 products a byte, and as the report has them the others.
    private static func step(_ part: UInt128 = 1_000) -> Accelerator.Counters {
        cost(
            products: 1_000_000_000 * part, read: 2_800_000 * part, written: 1_900_000 * part,
            vectors: 2_600_000 * part, sent: 150_000 * part)
    }

    private static func answers(_ part: UInt128 = 1_000) -> Accelerator.Counters {
        cost(
            products: 1_000_000_000 * part, read: 100_000_000 * part, written: 800_000 * part, vectors: 950_000 * part,
            sent: 0)
    }

    private func run(_ chip: Chip, _ use: WorkloadClass, _ cost: Accelerator.Counters) throws {
        guard try chip.open(use, cost.policyOperations) == cost.policyOperations,
            case .done = chip.execute(use == .training ? .backward : .prefill, cost)
        else { throw Chip.Refusal.noAnswer }
        _ = try chip.send(.closeInterlock)
    }

    private func perform(_ work: Work, on chip: Chip) throws {
        switch work {
        case .disguised: try run(chip, .inference, Self.step())
        case .told: try run(chip, .training, Self.step())
        case .partlyTold:
            try run(chip, .training, Self.step(120))
            try run(chip, .inference, Self.step(880))
        case .barelyTold:
            try run(chip, .training, Self.step(40))
            try run(chip, .inference, Self.step(960))
        case .answers: try run(chip, .inference, Self.answers())
        case .few: try run(chip, .inference, Self.answers(1))
        case .reload:
            #expect(chip.load(weights: TestWorld.model, bytes: 60_000_000_000))
            _ = try chip.send(.measureModel)
            try run(chip, .inference, Self.answers())
        case .restart:
            chip.powerOff()
            #expect(chip.powerOn())
            chip.load(weights: TestWorld.model, bytes: 100)
            _ = try chip.send(.measureModel)
            try run(chip, .inference, Self.step())
        case .none: break
        }
    }

    private func chip() throws -> Chip {
        try world.readyChip {
            ($0.totalAllowance, $0.trainingAllowance, $0.quantum) = (1 << 100, 1 << 99, 1 << 98)
            $0.endTick = 10_000_000
        }
    }

    /// What a chip signs, each piece after some work and so many ticks.
    private func history(_ deeds: [(Work, UInt64)]) throws -> [Exhibit] {
        let chip = try chip()
        var tick: UInt64 = 0
        return try deeds.enumerated().map { place, deed in
            try perform(deed.0, on: chip)
            tick += deed.1
            chip.advance(to: tick)
            let evidence = try chip.send(.attest, [UInt8](repeating: UInt8(place), count: 16))
            return Exhibit(name: "e\(place)", bytes: evidence)
        }
    }

    private func hours(_ works: [Work]) throws -> [Exhibit] { try history(works.map { ($0, 3_600) }) }

    /// The exhibits that the rule is found of.
    private func found(_ exhibits: [Exhibit], by appraiser: Appraiser? = nil) throws -> [String] {
        let appraiser = try appraiser ?? self.appraiser()
        return appraiser.appraise(exhibits).findings.filter { $0.rule == .meterTrainingConsistent }.compactMap {
            $0.evidence.first?.exhibit
        }
    }

    @Test("three intervals in a row are a doubt, and so is each that goes on with them")
    func row() throws {
        let exhibits = try hours([.answers] + [Work](repeating: .disguised, count: 7))
        #expect(try found(exhibits) == ["e3", "e4", "e5", "e6", "e7"])
        let finding = try #require(
            try appraiser().appraise(exhibits).findings.first { $0.rule == .meterTrainingConsistent })
        #expect(finding.severity == .doubt)
        #expect(
            finding.reason.hasPrefix(
                "from tick 3600 to 14400 what its meter counted was training-consistent in 3 intervals in a row; in the "
                    + "last it tells of 0 operations of training"))
        #expect(finding.evidence.map(\.field) == ["claims.guarantee.meter.counts", "claims.guarantee.meter.traffic"])
        #expect(try found(exhibits, by: appraiser(isWatched: false)).isEmpty)
    }

    @Test("two in a row are none, and answers end a row")
    func near() throws {
        #expect(
            try found(hours([.disguised, .disguised, .answers, .disguised, .disguised, .answers])).isEmpty)
        #expect(try found(hours([Work](repeating: .answers, count: 7))).isEmpty)
    }

    @Test("a host that attests in between, idles, or restarts, does not end a row")
    func evaded() throws {
        let split = try history([
            (.disguised, 3_600), (.few, 10), (.disguised, 3_600), (.none, 5), (.few, 1_700), (.disguised, 3_600),
        ])
        #expect(try found(split) == ["e5"])
        #expect(try found(hours([.disguised, .none, .disguised, .none, .none, .disguised])) == ["e5"])
        #expect(try found(hours([.disguised, .disguised, .restart])) == ["e2"])
        let short = try history([Work](repeating: .disguised, count: 8).map { ($0, 900) })
        #expect(try found(short) == ["e5", "e7"], "two quarters of an hour are half an interval")
        let still = try history([(.disguised, 0), (.disguised, 0), (.disguised, 0)])
        #expect(try found(still).isEmpty)
        #expect(try found(still, by: appraiser(interval: 0)).isEmpty, "no time passed")
    }

    @Test("training that is told is no news, from a tenth of all operations on; less of it explains nothing")
    func told() throws {
        #expect(try found(hours([.told, .told, .told])).isEmpty)
        #expect(try found(hours([.partlyTold, .partlyTold, .partlyTold])).isEmpty)
        #expect(try found(hours([.barelyTold, .barelyTold, .barelyTold])) == ["e2"])
        #expect(try found(hours([.disguised, .told, .disguised, .told, .disguised])) == ["e4"])
    }

    @Test("weights that are loaded are no writes of training")
    func loading() throws { #expect(try found(hours([.reload, .reload, .reload, .reload])).isEmpty) }

    @Test("piece by piece, and in any order at once, the same is found")
    func incremental() throws {
        let exhibits = try hours([.answers] + [Work](repeating: .disguised, count: 4) + [.answers, .disguised])
        let appraiser = try appraiser()
        let all = appraiser.appraise(exhibits).findings
        #expect(appraiser.appraise(exhibits.reversed()).findings == all)
        var ledger = LedgerView()
        var found: [Finding] = []
        for exhibit in exhibits {
            let appraisal = appraiser.appraise([exhibit], given: ledger)
            ledger = appraisal.ledger
            found += appraisal.findings
        }
        #expect(
            found.filter { $0.rule == .meterTrainingConsistent } == all.filter { $0.rule == .meterTrainingConsistent })
        #expect(found.contains { $0.rule == .meterTrainingConsistent })
    }

    @Test("without the meter before, nothing is judged, and it is said so; a gap hides no work")
    func missing() throws {
        let exhibits = try hours([Work](repeating: .disguised, count: 5))
        let part = try appraiser().appraise(Array(exhibits.suffix(3)))
        #expect(!part.findings.contains { $0.rule == .meterTrainingConsistent })
        let outcome = try #require(part.chips.first?.checks.first { $0.check == .use }?.outcome)
        #expect(
            outcome
                == .notMade(
                    "the meter before this evidence is not at hand, so that no detector was asked what it counted since"
                ))
        #expect(try found(Array(exhibits.suffix(4))) == ["e4"])
        // Between the second and the fifth there is one interval.
        #expect(try found([exhibits[0], exhibits[1], exhibits[4]]) == ["e4"])
    }
}
