import Accelerator

/// Detectors tried on emulated telemetry, with what each has not seen.
package struct Experiment {
    /// Runs of each workload.
    static let runs = 6
    /// Windows of each run.
    static let windows = 6
    /// False alarms, among the inference that a detector was fitted on, that its threshold allows.
    package static let falseAlarms = 0.01

    /// One window of a run.
    private struct Observation {
        let setting: Setting
        let run: Int
        let features: Features

        var example: Detector.Example { Detector.Example(features: features, isTraining: setting.family.isTraining) }
    }

    /// A family that the detector has not seen.
    package struct LeftOut: Sendable {
        /// The family.
        package let family: Family
        /// The part of its windows above the threshold, when other runs of it were seen.
        package let seen: Double
        /// The same when nothing of it was.
        package let unseen: Double
    }

    /// A disguise.
    package struct Disguised: Sendable {
        /// The disguise.
        package let disguise: Disguise
        /// Detection by a detector that knows no disguise.
        package let plain: Double
        /// Detection by one that knows the six others.
        package let hardened: Double
        /// Products a second, as a part of what the same families do undisguised.
        package let speed: Double
    }

    /// The curve for each thing held out.
    package let curves: [(unit: HoldOut, roc: ROC)]
    /// Families, one by one.
    package let families: [LeftOut]
    /// Disguises, one by one.
    package let disguises: [Disguised]
    /// False alarms, on other runs of known inference, of the detector that knows no disguise; and of those that know six.
    package let falseAlarms: (plain: Double, hardened: Double)
    /// Windows in all.
    package let count: Int

    /// Runs everything from a seed.
    ///
    /// - Parameters:
    ///   - seed: what every draw follows from.
    ///   - progress: told how many of how many workloads ran.
    /// - Throws: `ShapeError` where a shape is out of range; none is.
    package init(seed: UInt64, progress: (_ done: Int, _ all: Int) -> Void) throws(ShapeError) {
        let (observations, speeds) = try Experiment.observed(seed, progress)
        count = observations.count
        let plain = observations.filter { $0.setting.disguise == nil }
        let fresh = plain.filter { $0.run % 3 == 0 }
        let inference = fresh.filter { !$0.setting.family.isTraining }
        let byRun = Folds(plain, count: 3) { $0.run % 3 }
        let byFamily = Folds(plain, count: Family.allCases.count) { $0.setting.family.place }
        let known = byRun.detectors[0]
        families = zip(Family.allCases, byFamily.detectors).map { family, others in
            LeftOut(
                family: family, seen: Experiment.flagged(fresh.filter { $0.setting.family == family }, by: known),
                unseen: Experiment.flagged(plain.filter { $0.setting.family == family }, by: others))
        }
        let hardened = Disguise.allCases.map { disguise in
            Experiment.fitted(observations.filter { $0.run % 3 != 0 && $0.setting.disguise != disguise })
        }
        disguises = zip(Disguise.allCases, hardened).map { disguise, hardened in
            let hidden = observations.filter { $0.setting.disguise == disguise }
            return Disguised(
                disguise: disguise, plain: Experiment.flagged(hidden, by: known),
                hardened: Experiment.flagged(hidden, by: hardened),
                speed: speeds[disguise, default: 0] / speeds[nil, default: 1])
        }
        let alarms = hardened.map { Experiment.flagged(inference, by: $0) }
        falseAlarms = (Experiment.flagged(inference, by: known), alarms.reduce(0, +) / Double(alarms.count))
        let hidden = observations.filter { $0.setting.disguise != nil }
        let mechanism = ROC(
            training: hidden.map { known.score($0.features) }, inference: inference.map { known.score($0.features) })
        curves = HoldOut.allCases.map { unit in
            switch unit {
            case .run: (unit, byRun.curve)
            case .workload: (unit, Folds(plain, count: Setting.sizes) { $0.setting.size }.curve)
            case .family: (unit, byFamily.curve)
            case .mechanism: (unit, mechanism)
            }
        }
    }

    /// Windows of every workload that is not disguised, by which the detectors of agreements are fitted; none where a shape is
    /// out of range, which none is.
    static let known: [Detector.Example] = {
        var examples: [Detector.Example] = []
        for (place, setting) in Setting.plain.enumerated() {
            for run in 0..<runs {
                var draws = Draws(seed: 7, part: place * runs + run)
                let windows = (try? setting.windows(Experiment.windows, &draws)) ?? []
                examples += windows.map {
                    Detector.Example(features: Features($0), isTraining: setting.family.isTraining)
                }
            }
        }
        return examples
    }()

    /// Every window, and the products that the disguisable families do in each disguise and in none.
    private static func observed(
        _ seed: UInt64, _ progress: (Int, Int) -> Void
    ) throws(ShapeError) -> ([Observation], [Disguise?: Double]) {
        let settings = Setting.plain + Setting.disguised
        var observations: [Observation] = []
        var speeds: [Disguise?: Double] = [:]
        for (place, setting) in settings.enumerated() {
            for run in 0..<runs {
                var draws = Draws(seed: seed, part: place * runs + run)
                for window in try setting.windows(windows, &draws) {
                    if Setting.disguisable.contains(setting.family) {
                        speeds[setting.disguise, default: 0] += window.reduce(0) { $0 + $1.products }
                    }
                    observations.append(Observation(setting: setting, run: run, features: Features(window)))
                }
            }
            progress(place + 1, settings.count)
        }
        return (observations, speeds)
    }

    private static func fitted(_ observations: [Observation]) -> Detector {
        Detector(fittedOn: observations.map(\.example), falseAlarms: falseAlarms)
    }

    private static func flagged(_ observations: [Observation], by detector: Detector) -> Double {
        Double(observations.count { detector.score($0.features) > detector.threshold })
            / Double(max(1, observations.count))
    }

    /// Observations in folds, and for each fold a detector fitted on the others.
    private struct Folds {
        private let folds: [[Observation]]
        let detectors: [Detector]

        init(_ observations: [Observation], count: Int, _ fold: (Observation) -> Int) {
            folds = (0..<count).map { held in observations.filter { fold($0) == held } }
            detectors = (0..<count).map { held in Experiment.fitted(observations.filter { fold($0) != held }) }
        }

        /// Scores of every fold by its detector, less that one's threshold, in one curve.
        var curve: ROC {
            var (training, inference) = ([Double](), [Double]())
            for (observations, detector) in zip(folds, detectors) {
                for observation in observations {
                    let score = detector.score(observation.features) - detector.threshold
                    if observation.setting.family.isTraining { training.append(score) } else { inference.append(score) }
                }
            }
            return ROC(training: training, inference: inference)
        }
    }
}
