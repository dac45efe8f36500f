import Foundation
import Telemetry

/// The error rates of a detector, as text and as JSON.
struct TelemetryReport: Encodable {
    /// A curve.
    struct Curve: Encodable {
        let heldOut: String
        let trainingWindows: Int
        let inferenceWindows: Int
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

    let seed: UInt64
    let windows: Int
    let falseAlarmRates: [Double]
    let falseAlarmsPlain: Double
    let falseAlarmsHardened: Double
    let curves: [Curve]
    let families: [FamilyRow]
    let disguises: [DisguiseRow]

    init(_ experiment: Experiment, seed: UInt64) {
        self.seed = seed
        windows = experiment.count
        falseAlarmRates = ROC.rates
        falseAlarmsPlain = experiment.falseAlarms.plain
        falseAlarmsHardened = experiment.falseAlarms.hardened
        curves = experiment.curves.map {
            Curve(
                heldOut: $0.unit.rawValue, trainingWindows: $0.roc.training, inferenceWindows: $0.roc.inference,
                area: $0.roc.area, detection: $0.roc.detections)
        }
        families = experiment.families.map {
            FamilyRow(
                family: $0.family.rawValue, isTraining: $0.family.isTraining,
                isHeavyInference: $0.family.isHeavyInference, flaggedWhenSeen: $0.seen, flaggedWhenUnseen: $0.unseen)
        }
        disguises = experiment.disguises.map {
            DisguiseRow(
                disguise: $0.disguise.rawValue, detectedPlain: $0.plain, detectedHardened: $0.hardened,
                speed: $0.speed)
        }
    }

    var text: String {
        var lines = ["\(windows) windows of 16 s, seed \(seed)", ""]
        var table = TextTable(
            [("held out", .left), ("training", .right), ("inference", .right), ("area", .right)]
                + falseAlarmRates.map { (Self.percent($0), .right) })
        for curve in curves {
            table.add(
                [
                    curve.heldOut, "\(curve.trainingWindows)", "\(curve.inferenceWindows)",
                    String(format: "%.3f", (curve.area * 1000).rounded(.down) / 1000),
                ]
                    + curve.detection.map(Self.percent))
        }
        lines +=
            table.lines + ["", "Columns: windows; area under the curve; detection at that rate of false alarms.", ""]
        table = TextTable([
            ("family", .left), ("", .left), ("flagged, other runs seen", .right),
            ("flagged, family never seen", .right),
        ])
        for row in families {
            let kind = row.isTraining ? "training" : row.isHeavyInference ? "heavy inference" : "inference"
            table.add([row.family, kind, Self.percent(row.flaggedWhenSeen), Self.percent(row.flaggedWhenUnseen)])
        }
        lines += table.lines + ["", "Flagged inference is a false alarm, flagged training a detection.", ""]
        table = TextTable([
            ("disguise", .left), ("detected, no disguise known", .right), ("detected, six others known", .right),
            ("speed kept", .right),
        ])
        for row in disguises {
            table.add([
                row.disguise, Self.percent(row.detectedPlain), Self.percent(row.detectedHardened),
                Self.percent(row.speed),
            ])
        }
        lines += table.lines
        lines += [
            "",
            "False alarms on other runs of known inference: \(Self.percent(falseAlarmsPlain)) and "
                + "\(Self.percent(falseAlarmsHardened)).",
        ]
        return lines.joined(separator: "\n")
    }

    /// Rounded down: what errs once in a thousand is not shown as perfect.
    private static func percent(_ part: Double) -> String {
        String(format: "%.1f %%", (part * 1000).rounded(.down) / 10)
    }
}
