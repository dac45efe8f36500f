import Appraisal
import Telemetry

extension Agreement.SignedDetector {
    /// The detector that the words mean: fitted on the undisguised workloads of `Specs/Telemetry.md`, and so the same for
    /// everybody. The first of a process takes a second.
    var fitted: FittedDetector {
        let detector = IntervalDetector(features: features.map(\.rawValue), falseAlarms: falseAlarms)
        let looked = FittedDetector.Feature.allCases.filter(features.contains)
        let terms = looked.enumerated().map { place, feature in
            FittedDetector.Term(
                feature: feature, mean: detector.means[place], scale: detector.scales[place],
                weight: detector.weights[1 + place], square: detector.weights[1 + looked.count + place])
        }
        return FittedDetector(
            terms: terms, constant: detector.weights[0], reach: IntervalDetector.reach, threshold: detector.threshold,
            intervals: intervals)
    }
}
