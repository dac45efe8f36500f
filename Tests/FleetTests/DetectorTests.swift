import Agreement
import Appraisal
import Attestation
import Fleet
import Telemetry
import Testing

/// The agreement's detector of training, fed with what a fleet's accelerators execute.
@Suite("Detector of the agreement")
struct DetectorTests {
    private static let features = TrainingWatch.features.joined(separator: ", ")

    private static func agreement(windows: Int = 3, alarms: String = "1 %") -> String {
        """
        agreement: 1
        name: Watched
        beneficiary: Someone
        parties: [Ada, Bey, Cei]
        quorum: {licence: 2, firmware: 2}
        allowances: {total: 1e22, training: 1e21}
        models:
          - name: assistant-8b
            weights: \(Written.weights("assistant-8b", "llama-3.1-8b", "bf16"))
            uses: [inference, training]
        monitoring:
          interval: 5m
          grace: 1m
          detector: {features: [\(features)], falseAlarms: \(alarms), windows: \(windows)}
        """
    }

    /// Two chips that serve, and what else happens to them.
    static func scenario(_ rest: String = "", hourly: Int = 120, duration: String = "15m") -> String {
        """
        scenario: 1
        name: Watched
        seed: 7
        epoch: 2026-03-01T00:00:00Z
        duration: \(duration)
        vendor: Test vendor
        agreement: agreement.yaml
        fleet: {chips: 2}
        models:
          - {name: assistant-8b, preset: llama-3.1-8b, format: bf16, uses: [inference, training]}
        licences:
          - sequence: 1
            chips: all
            allowances: {total: 1e20, training: 1e19}
            models: [assistant-8b]
            quantum: 1e17
            valid: {from: 0s, until: 1h}
            signers: [Ada, Bey]
        workloads:
          - {name: Serving, kind: inference, chips: all, model: assistant-8b, requestsPerHour: \(hourly)}
        \(rest)

        """
    }

    private func cheat(_ disguise: String? = nil) -> String {
        "cheats: [{kind: disguised-training, chip: chip-001, at: 310s, model: assistant-8b, minutes: 4"
            + (disguise.map { ", disguise: \($0)" } ?? "") + "}]"
    }

    @Test("what a detector says of a chip is a doubt, and only where the chip tells of no training")
    func doubt() throws {
        let agreement = Self.agreement()
        let outcome = try Written.run(Self.scenario(), agreement: agreement)
        #expect(outcome.appraisal.findings.isEmpty)
        let appraiser = Appraiser(
            trust: outcome.trust, policy: outcome.scenario.agreement.appraisalPolicy, question: Question())
        var cache = ChainCache()
        let examinations = outcome.histories.flatMap { history in
            history.deliveries.enumerated().map { place, delivery in
                appraiser.examine(Exhibit(name: "\(history.chip)/\(place)", bytes: delivery.evidence), using: &cache)
            }
        }
        let suspicions = [400, 300].map { Suspicion(chip: outcome.world.chips[1], tick: $0, windows: 3) }
        let appraisal = appraiser.conclude(examinations, suspecting: suspicions)
        #expect(appraisal.verdict == .indeterminate)
        #expect(appraisal.findings.map(\.rule) == [.trainingConsistent])
        #expect(appraisal.findings.map(\.severity) == [.doubt])
        let reason = try #require(appraisal.findings.first?.reason)
        #expect(reason.contains("at tick 300") && reason.contains("training-consistent for 3 windows"))
        let verdicts = appraisal.chips.map(\.verdict)
        #expect(verdicts == [.kept, .indeterminate])
        // Of a chip that is none of the register nothing follows.
        let stranger = try #require(ChipID([UInt8](repeating: 1, count: 16)))
        let other = appraiser.conclude(
            examinations, suspecting: [Suspicion(chip: stranger, tick: 1, windows: 3)])
        #expect(other.findings.isEmpty)
    }

    @Test("every disguise runs under it, and hides some windows or none", arguments: Disguise.allCases)
    func disguised(disguise: Disguise) throws {
        let outcome = try Written.run(Self.scenario(cheat(disguise.rawValue)), agreement: Self.agreement())
        let rules = Set(outcome.appraisal.findings.map(\.rule))
        #expect(rules.isSubset(of: [.trainingConsistent]))
        #expect((outcome.histories[1].telemetry?.alarms.isEmpty ?? true) == rules.isEmpty)
        #expect(outcome.contradictions.isEmpty)
        let forbidden = outcome.histories[1].passed.filter(\.isForbidden)
        #expect(!forbidden.isEmpty)
    }

    /// Steps of training that the chip meters, for about four minutes.
    private static let run = """
          - {name: Tuning, kind: training, chips: chip-001, start: 310s, model: assistant-8b, sequences: 4,
             microBatch: 4, tokens: 1024, steps: 400}
        """

    @Test("training sets the alarm off, and a chip that meters it is not suspected of it")
    func told() throws {
        let outcome = try Written.run(Self.scenario(Self.run), agreement: Self.agreement())
        #expect(outcome.trained > 0)
        let telemetry = try #require(outcome.histories[1].telemetry)
        let first = try #require(telemetry.alarms.first)
        #expect(telemetry.windows == 56 && telemetry.consistent >= 3 && first > 310 + 2 * 16)
        #expect(outcome.histories[0].telemetry?.alarms == [])
        #expect(outcome.appraisal.findings.isEmpty)
        // Longer rows than the run lasts are none.
        let patient = try Written.run(Self.scenario(Self.run), agreement: Self.agreement(windows: 50))
        #expect(patient.histories[1].telemetry?.alarms == [])
        let blind = Self.agreement().replacing(
            "  detector: {features: [\(Self.features)], falseAlarms: 1 %, windows: 3}", with: "")
        let unwatched = try Written.run(Self.scenario(Self.run), agreement: blind)
        #expect(unwatched.histories[1].telemetry == nil)
    }

    @Test("the more false alarms are allowed, the more windows are above the threshold")
    func settings() throws {
        var consistent: [UInt64] = []
        for alarms in ["0.01 %", "1 %", "20 %"] {
            let outcome = try Written.run(Self.scenario(Self.run), agreement: Self.agreement(alarms: alarms))
            consistent.append(outcome.histories[1].telemetry?.consistent ?? 0)
        }
        #expect(consistent == consistent.sorted() && consistent[2] > 0, "\(consistent)")
    }

    @Test("what another chip executes in a chip's place is none of that chip's counters")
    func twin() throws {
        let scenario = Self.scenario().replacing(
            "kind: inference, chips: all", with: "kind: inference, chips: chip-000")
        let cheat = "cheats: [{kind: silent-clone, chip: chip-001, at: 310s, model: assistant-8b, passes: 2000}]\n"
        // Half of all inference is above this threshold: work is seen, and idleness is not.
        let agreement = Self.agreement(alarms: "50 %")
        let outcomes = try [scenario, scenario + cheat].map { try Written.run($0, agreement: agreement) }
        #expect(outcomes.map { $0.histories[0].telemetry?.consistent ?? 0 > 0 } == [true, true])
        let idle = outcomes.map { $0.histories[1].telemetry?.consistent }
        #expect(idle[0] == idle[1] && idle[0] != nil, "\(idle)")
        #expect(outcomes[1].histories[1].passed.contains { $0.isForbidden }, "the copy computed")
    }

    @Test("the agreement's words for features are the detector's")
    func words() {
        #expect(DetectorFeature.allCases.map(\.rawValue) == TrainingWatch.features)
    }
}
