import Foundation
import Telemetry

/// The error rates of detectors, as text and as JSON.
struct TelemetryReport: Encodable {
    /// A curve.
    struct Curve: Encodable {
        let heldOut: String
        let training: Int
        let inference: Int
        let area: Double
        /// Detection at each of `falseAlarmRates`.
        let detection: [Double]
    }

    /// A family.
    struct FamilyRow: Encodable {
        let family: String
        let isTraining: Bool
        let isHeavyInference: Bool
        let flaggedWhenSeen: Double
        let flaggedWhenUnseen: Double
    }

    /// A disguise.
    struct DisguiseRow: Encodable {
        let disguise: String
        let detectedPlain: Double
        let detectedHardened: Double
        let speed: Double
    }

    /// Detectors tried on windows or on intervals.
    struct Part: Encodable {
        let count: Int
        let seconds: Int
        let falseAlarmsPlain: Double
        let falseAlarmsHardened: Double
        let curves: [Curve]
        let families: [FamilyRow]
        let disguises: [DisguiseRow]
    }

    /// Intervals in part of training.
    struct MixtureRow: Encodable {
        let rest: String
        let isHeavyInference: Bool
        /// Detection at each of `trainingShares`.
        let detected: [Double]
        let leastFamily: String
        let leastDetected: [Double]
        let falseAlarmsWithOtherInference: Double
    }

    let seed: UInt64
    let falseAlarmRates: [Double]
    let windows: Part
    let intervals: Part
    let trainingShares: [Double]
    let mixtures: [MixtureRow]

    init(_ experiment: Experiment, seed: UInt64) {
        self.seed = seed
        falseAlarmRates = ROC.rates
        windows = Part(experiment.windows, seconds: TrainingWatch.windowSeconds, experiment.speeds)
        intervals = Part(experiment.intervals, seconds: Experiment.intervalSeconds, experiment.speeds)
        trainingShares = Mixture.shares
        mixtures = experiment.mixtures.map {
            MixtureRow(
                rest: $0.family.rawValue, isHeavyInference: $0.family.isHeavyInference, detected: $0.detected,
                leastFamily: $0.leastFamily.rawValue, leastDetected: $0.least,
                falseAlarmsWithOtherInference: $0.falseAlarms)
        }
    }

    var text: String {
        (windows.lines(of: "windows", seed: seed) + [""] + intervals.lines(of: "intervals", seed: seed) + [""]
            + mixtureLines).joined(separator: "\n")
    }

    private var mixtureLines: [String] {
        let shares = trainingShares.map { String(format: "%.0f %%", $0 * 100) }
        var table = TextTable(
            [("the rest is", .left), ("", .left)] + shares.map { ($0, .right) } + [("least found", .left)]
                + shares.map { ($0, .right) } + [("false alarms", .right)])
        for row in mixtures {
            table.add(
                [row.rest, row.isHeavyInference ? "heavy inference" : "inference"] + row.detected.map(Self.percent)
                    + [row.leastFamily] + row.leastDetected.map(Self.percent)
                    + [Self.percent(row.falseAlarmsWithOtherInference)])
        }
        return table.lines + [
            "",
            "Intervals of which so much of the time is training: detection over all families of it, and of the family",
            "that is found least. False alarms: half of the time is inference of another family.",
        ]
    }

    /// Rounded down: what errs once in a thousand is not shown as perfect.
    fileprivate static func percent(_ part: Double) -> String {
        String(format: "%.1f %%", (part * 1000).rounded(.down) / 10)
    }
}

extension TelemetryReport.Part {
    fileprivate init(_ trial: Trial, seconds: Int, _ speeds: [Double]) {
        count = trial.count
        self.seconds = seconds
        falseAlarmsPlain = trial.falseAlarms.plain
        falseAlarmsHardened = trial.falseAlarms.hardened
        curves = trial.curves.map {
            .init(
                heldOut: $0.unit.rawValue, training: $0.roc.training, inference: $0.roc.inference, area: $0.roc.area,
                detection: $0.roc.detections)
        }
        families = trial.families.map {
            .init(
                family: $0.family.rawValue, isTraining: $0.family.isTraining,
                isHeavyInference: $0.family.isHeavyInference, flaggedWhenSeen: $0.seen, flaggedWhenUnseen: $0.unseen)
        }
        disguises = zip(trial.disguises, speeds).map {
            .init(
                disguise: $0.disguise.rawValue, detectedPlain: $0.plain, detectedHardened: $0.hardened, speed: $1)
        }
    }

    fileprivate func lines(of name: String, seed: UInt64) -> [String] {
        let percent = TelemetryReport.percent
        var lines = ["\(count) \(name) of \(seconds) s, seed \(seed)", ""]
        var table = TextTable(
            [("held out", .left), ("training", .right), ("inference", .right), ("area", .right)]
                + ROC.rates.map { (percent($0), .right) })
        for curve in curves {
            table.add(
                [
                    curve.heldOut, "\(curve.training)", "\(curve.inference)",
                    String(format: "%.3f", (curve.area * 1000).rounded(.down) / 1000),
                ]
                    + curve.detection.map(percent))
        }
        lines +=
            table.lines + ["", "Columns: \(name); area under the curve; detection at that rate of false alarms.", ""]
        table = TextTable([
            ("family", .left), ("", .left), ("flagged, other runs seen", .right),
            ("flagged, family never seen", .right),
        ])
        for row in families {
            let kind = row.isTraining ? "training" : row.isHeavyInference ? "heavy inference" : "inference"
            table.add([row.family, kind, percent(row.flaggedWhenSeen), percent(row.flaggedWhenUnseen)])
        }
        lines += table.lines + ["", "Flagged inference is a false alarm, flagged training a detection.", ""]
        table = TextTable([
            ("disguise", .left), ("detected, no disguise known", .right), ("detected, six others known", .right),
            ("speed kept", .right),
        ])
        for row in disguises {
            table.add([
                row.disguise, percent(row.detectedPlain), percent(row.detectedHardened), percent(row.speed),
            ])
        }
        lines += table.lines
        lines += [
            "",
            "False alarms on other runs of known inference: \(percent(falseAlarmsPlain)) and "
                + "\(percent(falseAlarmsHardened)).",
        ]
        return lines
    }
}
