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

    private func curve(_ unit: HoldOut) throws -> ROC { try #require(experiment.curves.first { $0.unit == unit }).roc }

    @Test("a curve is reported for every unit of hold-out, and rises with the false alarms allowed")
    func curves() throws {
        #expect(experiment.curves.map(\.unit) == HoldOut.allCases)
        for (unit, roc) in experiment.curves {
            #expect(roc.training >= 800 && roc.inference >= 200, "\(unit)")
            #expect(roc.detections == roc.detections.sorted(), "\(unit)")
            #expect((0.5...1).contains(roc.area), "\(unit)")
        }
    }

    @Test("families that were never seen cost most of the accuracy, as published re-analyses find")
    func families() throws {
        #expect(try curve(.run).area > 0.98)
        #expect(try curve(.family).area < curve(.workload).area - 0.1)
    }

    @Test("heavy inference of a kind never seen raises false alarms that no curve over runs shows")
    func heavyInference() throws {
        let heavy = experiment.families.filter { $0.family.isHeavyInference }
        #expect(heavy.count == 3)
        #expect(heavy.contains { $0.unseen > 0.5 && $0.unseen > $0.seen + 0.4 })
    }

    @Test("every disguise is tried, costs what it costs, and the worst escapes a detector that knows none")
    func disguises() throws {
        #expect(experiment.disguises.map(\.disguise) == Disguise.allCases)
        for row in experiment.disguises {
            #expect((0...1).contains(row.plain) && (0...1).contains(row.hardened), "\(row.disguise)")
            #expect(row.speed > 0 && row.speed < 1.1, "\(row.disguise)")
        }
        let worst = try #require(experiment.disguises.first { $0.disguise == .blended })
        #expect(worst.plain < 0.9)
        #expect(worst.speed < 0.2)
    }

    @Test("another seed gives other numbers")
    func seeds() throws {
        let other = try Experiment(seed: 8) { _, _ in }
        #expect(other.count == experiment.count)
        #expect(other.curves.map(\.roc.area) != experiment.curves.map(\.roc.area))
    }

    @Test("the same seed gives the same numbers")
    func deterministic() throws {
        let again = try Experiment(seed: 7) { _, _ in }
        #expect(again.curves.map(\.roc.detections) == experiment.curves.map(\.roc.detections))
        #expect(again.families.map(\.unseen) == experiment.families.map(\.unseen))
        #expect(again.disguises.map(\.hardened) == experiment.disguises.map(\.hardened))
    }
}
