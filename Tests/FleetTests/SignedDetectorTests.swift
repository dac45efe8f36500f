import Agreement
import Appraisal
import Attestation
import Fleet
import Telemetry
import Testing

/// The agreement's detector over signed meters: what it makes of a fleet's evidence, and of nothing else.
@Suite("Detector over signed meters")
struct SignedDetectorTests {
    private static let clause = """
        signedDetector: {features: [\(IntervalDetector.features.joined(separator: ", "))], falseAlarms: 1 %, intervals: 3}
        """

    private static let agreement = """
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
          \(clause)
        """

    /// Training in disguise for so many minutes of each of four intervals.
    private static func cheats(_ disguise: Disguise?, minutes: Int = 4) -> String {
        let name = disguise.map { ", disguise: \($0.rawValue)" } ?? ""
        return (0..<4).reduce("cheats:") { text, place in
            text + "\n  - {kind: disguised-training, chip: chip-001, at: \(310 + 300 * place)s, model: assistant-8b, "
                + "minutes: \(minutes)\(name)}"
        }
    }

    private func rules(_ rest: String = "", hourly: Int) throws -> Set<Rule> {
        let outcome = try Written.run(
            DetectorTests.scenario(rest, hourly: hourly, duration: "30m"), agreement: Self.agreement)
        #expect(outcome.histories.allSatisfy { $0.telemetry == nil }, "nobody reads raw counters")
        #expect(outcome.contradictions.isEmpty)
        let cheat = outcome.world.chips[1]
        #expect(outcome.appraisal.findings.allSatisfy { $0.chip == cheat })
        return Set(outcome.appraisal.findings.map(\.rule))
    }

    @Test(
        "training in disguise is a doubt by evidence alone, unless other traffic is its disguise",
        arguments: [nil] + Disguise.allCases)
    func disguised(disguise: Disguise?) throws {
        let isTraffic = disguise.map { [.interleaved, .fakeDecode, .blended].contains($0) } ?? false
        #expect(try rules(Self.cheats(disguise), hourly: 60) == (isTraffic ? [] : [.meterTrainingConsistent]))
    }

    @Test("training that shares its intervals with enough honest work evades it, and pauses would not")
    func diluted() throws {
        #expect(try rules(Self.cheats(nil, minutes: 1), hourly: 60) == [.meterTrainingConsistent])
        #expect(try rules(Self.cheats(nil, minutes: 1), hourly: 600).isEmpty)
        #expect(try rules(Self.cheats(nil), hourly: 3_600) == [.meterTrainingConsistent])
        #expect(try rules(Self.cheats(.throttled), hourly: 3_600).isEmpty)
    }

    @Test("honest chips are not suspected, whether idle or as busy as can be", arguments: [1, 30, 600, 7_200])
    func honest(hourly: Int) throws { #expect(try rules(hourly: hourly).isEmpty) }

    @Test("training that the chip meters as such is no news")
    func told() throws {
        let run = """
              - {name: Tuning, kind: training, chips: chip-001, start: 310s, model: assistant-8b, sequences: 4,
                 microBatch: 4, tokens: 1024, steps: 1500}
            """
        let outcome = try Written.run(
            DetectorTests.scenario(run, hourly: 60, duration: "30m"), agreement: Self.agreement)
        #expect(outcome.trained > 0 && outcome.appraisal.findings.isEmpty)
    }

    @Test("the fleets of the quickstart and of the library's agreement are as honest to it as they are")
    func library() throws {
        for (folder, name) in [("Scenarios", "quickstart"), ("Agreements/Suites", "two-busy-chips")] {
            let place = Place.root.appending(path: "Specs/\(folder)")
            let file = try ScenarioFile(Place.bytes(place.appending(path: "\(name).yaml")), file: "\(name).yaml")
            let page = try Place.bytes(place.appending(path: file.agreementPath))
            var text = String(decoding: page, as: UTF8.self)
            if !text.contains("signedDetector") {
                text = text.replacing("grace: 2m}", with: "grace: 2m, \(Self.clause)}")
            }
            #expect(text.contains("signedDetector"), "\(name)")
            let scenario = try file.scenario(under: try Agreement(Array(text.utf8), file: file.agreementPath))
            let outcome = try FleetRun(scenario, trace: nil, mode: .native).run(jobs: 2) { _ in }
            #expect(!outcome.appraisal.findings.contains { $0.rule == .meterTrainingConsistent }, "\(name)")
        }
    }
}
