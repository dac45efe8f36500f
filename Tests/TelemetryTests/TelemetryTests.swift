import Agreement
import Appraisal
import Attestation
import Telemetry
import Testing

/// One experiment, for it takes seconds; each test reads another part of it.
private enum Done {
    static let experiment = Result { try Experiment(seed: 7) { _, _ in } }
}

@Suite("Telling training from inference by counters")
struct TelemetryTests {
    private let experiment: Experiment

    init() throws { experiment = try Done.experiment.get() }

    private var trials: [(name: String, trial: Trial)] {
        [("windows", experiment.windows), ("intervals", experiment.intervals)]
    }

    private func curve(_ unit: HoldOut, of trial: Trial) throws -> ROC {
        try #require(trial.curves.first { $0.unit == unit }).roc
    }

    @Test("a curve is reported for every unit of hold-out, and rises with the false alarms allowed")
    func curves() throws {
        for (name, trial) in trials {
            #expect(trial.curves.map(\.unit) == HoldOut.allCases)
            for (unit, roc) in trial.curves {
                let least = name == "windows" ? (800, 200) : (140, 48)
                #expect(roc.training >= least.0 && roc.inference >= least.1, "\(name) \(unit)")
                #expect(roc.detections == roc.detections.sorted(), "\(name) \(unit)")
                #expect((0.5...1).contains(roc.area), "\(name) \(unit)")
            }
        }
    }

    @Test("families that were never seen cost most of the accuracy, as published re-analyses find")
    func families() throws {
        for (name, trial) in trials {
            #expect(try curve(.run, of: trial).area > 0.98, "\(name)")
            #expect(try curve(.family, of: trial).area < curve(.workload, of: trial).area - 0.1, "\(name)")
        }
    }

    @Test("heavy inference of a kind never seen raises false alarms that no curve over runs shows")
    func heavyInference() throws {
        for (name, trial) in trials {
            let heavy = trial.families.filter { $0.family.isHeavyInference }
            #expect(heavy.count == 3, "\(name)")
            #expect(heavy.contains { $0.unseen > 0.5 && $0.unseen > $0.seen + 0.4 }, "\(name)")
        }
    }

    @Test("every disguise is tried, costs what it costs, and the worst escapes a detector that knows none")
    func disguises() throws {
        for (name, trial) in trials {
            #expect(trial.disguises.map(\.disguise) == Disguise.allCases, "\(name)")
            for row in trial.disguises {
                #expect((0...1).contains(row.plain) && (0...1).contains(row.hardened), "\(name) \(row.disguise)")
            }
            let worst = try #require(trial.disguises.first { $0.disguise == .blended })
            #expect(worst.plain < 0.9, "\(name)")
        }
        #expect(experiment.speeds.count == Disguise.allCases.count)
        #expect(experiment.speeds.allSatisfy { $0 > 0 && $0 < 1.1 })
        #expect(try #require(experiment.speeds.last) < 0.2)
    }

    @Test("intervals have no variation, so that pauses hide nothing, and other traffic hides more than from windows")
    func intervalDisguises() throws {
        let found = Dictionary(
            uniqueKeysWithValues: experiment.intervals.disguises.map { ($0.disguise, $0.plain) })
        let windows = Dictionary(uniqueKeysWithValues: experiment.windows.disguises.map { ($0.disguise, $0.plain) })
        for pause in [Disguise.throttled, .jittered] { #expect(found[pause] == 1, "\(pause)") }
        for traffic in [Disguise.interleaved, .fakeDecode, .blended] {
            #expect(try #require(found[traffic]) < (try #require(windows[traffic])), "\(traffic)")
        }
    }

    @Test("the less of an interval is training, the less is found, and at a tenth most of it passes beside chat")
    func mixtures() throws {
        #expect(experiment.mixtures.map(\.family) == Family.allCases.filter { !$0.isTraining })
        for row in experiment.mixtures {
            #expect(row.detected == row.detected.sorted() && row.least == row.least.sorted(), "\(row.family)")
            #expect(try #require(row.least.last) <= (try #require(row.detected.last)), "\(row.family)")
        }
        let chat = try #require(experiment.mixtures.first { $0.family == .chat })
        #expect(chat.detected[0] < 0.5 && chat.least[0] == 0 && chat.falseAlarms == 0)
    }

    @Test("another seed gives other numbers")
    func seeds() throws {
        let other = try Experiment(seed: 8) { _, _ in }
        for (this, that) in [(experiment.windows, other.windows), (experiment.intervals, other.intervals)] {
            #expect(this.count == that.count)
            #expect(this.curves.map(\.roc.area) != that.curves.map(\.roc.area))
        }
    }

    @Test("the same seed gives the same numbers")
    func deterministic() throws {
        let again = try Experiment(seed: 7) { _, _ in }
        for (this, that) in [(experiment.windows, again.windows), (experiment.intervals, again.intervals)] {
            #expect(this.curves.map(\.roc.detections) == that.curves.map(\.roc.detections))
            #expect(this.families.map(\.unseen) == that.families.map(\.unseen))
            #expect(this.disguises.map(\.hardened) == that.disguises.map(\.hardened))
        }
        #expect(experiment.mixtures.map(\.detected) == again.mixtures.map(\.detected))
    }
}

/// The detector as the verifier has it, against the one that it was made from.
@Suite("The verifier's detector of training")
struct FittedDetectorTests {
    private func agreement(_ features: [String], _ alarms: String = "1 %") throws -> Agreement {
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
              signedDetector: {features: [\(features.joined(separator: ", "))], falseAlarms: \(alarms), intervals: 2}
            """
        return try Agreement(Array(text.utf8), file: "a.yaml")
    }

    @Test("the words for features are the same on both sides")
    func words() { #expect(FittedDetector.Feature.allCases.map(\.rawValue) == IntervalDetector.features) }

    @Test("it scores whatever a meter may say exactly as the one that was fitted and tried", arguments: [4, 3, 2, 1])
    func same(count: Int) throws {
        let features = Array(IntervalDetector.features.suffix(count))
        let fitted = try #require(try agreement(features).appraisalPolicy.detector)
        let tried = IntervalDetector(features: features, falseAlarms: 10_000)
        #expect(fitted.threshold == tried.threshold && fitted.intervals == 2 && fitted.terms.count == count)
        let amounts: [UInt128] = [0, 1, 3, 1_000_003, 1 << 53 + 1, 10_000_000_000_000_000_000_007, .max]
        for products in amounts {
            for read in amounts {
                for other in amounts {
                    for last in amounts {
                        var work = MeteredWork()
                        (work.products, work.vectors, work.read, work.written, work.sent) =
                            (products, other, read, last, other)
                        let score = fitted.score(work)
                        #expect(score.isFinite)
                        #expect(
                            score
                                == tried.score(
                                    products: Double(products), vectors: Double(other), read: Double(read),
                                    written: Double(last), sent: Double(other)))
                    }
                }
            }
        }
    }

    @Test("weights that were loaded are no writes of training, and more of them than writes are none either")
    func weights() throws {
        let detector = try #require(try agreement(IntervalDetector.features).appraisalPolicy.detector)
        var (work, loading) = (MeteredWork(), MeteredWork())
        (work.products, work.read, work.written) = (1 << 40, 1 << 36, 1 << 29)
        loading = work
        loading.written += 1 << 40
        #expect(detector.score(loading) != detector.score(work))
        loading.weights = 1 << 40
        #expect(detector.score(loading) == detector.score(work))
        loading.weights = .max
        #expect(detector.score(loading).isFinite)
    }

    @Test("what counts went back is no interval, and what meters tell in any format adds up without overflow")
    func meters() {
        let traffic = Meter.Traffic(
            memoryRead: 5, memoryWritten: .max, weightsWritten: 1, linkSent: 2, linkReceived: 3)
        let meter = Meter(
            total: 9, training: 4,
            counts: [
                .init(format: 3, multiplyAccumulates: .max, vectorOperations: 7),
                .init(format: 99, multiplyAccumulates: 1, vectorOperations: .max),
            ], traffic: traffic)
        let work = MeteredWork(meter)
        #expect(work.products == .max && work.vectors == .max && work.read == 5 && work.training == 4)
        #expect(work.since(MeteredWork()) == work && work.since(work) == MeteredWork())
        #expect(MeteredWork().since(work) == nil)
    }

    @Test("the more false alarms are allowed, the lower the threshold")
    func thresholds() throws {
        let levels = try ["0.1 %", "1 %", "10 %", "50 %"].map {
            try #require(try agreement(IntervalDetector.features, $0).appraisalPolicy.detector).threshold
        }
        #expect(levels == levels.sorted(by: >) && Set(levels).count > 2, "\(levels)")
    }
}
