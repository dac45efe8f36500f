/// Detectors tried on observations of one kind, with what each has not seen.
package struct Trial {
    /// A window or an interval of a run.
    struct Observation {
        let setting: Setting
        let run: Int
        let features: [Double]

        var example: Detector.Example { Detector.Example(features: features, isTraining: setting.family.isTraining) }
        /// Whether detectors that know other runs have not seen it.
        var isFresh: Bool { run % 3 == 0 }
    }

    /// A family that the detector has not seen.
    package struct LeftOut: Sendable {
        /// The family.
        package let family: Family
        /// The part of it above the threshold, when other runs of it were seen.
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
    }

    /// The curve for each thing held out.
    package let curves: [(unit: HoldOut, roc: ROC)]
    /// Families, one by one.
    package let families: [LeftOut]
    /// Disguises, one by one.
    package let disguises: [Disguised]
    /// False alarms, on other runs of known inference, of the detector that knows no disguise; and of those that know six.
    package let falseAlarms: (plain: Double, hardened: Double)
    /// Observations in all.
    package let count: Int
    /// The detector that knows no disguise, and every third run of nothing.
    let known: Detector

    /// Tries detectors on observations.
    init(_ observations: [Observation]) {
        count = observations.count
        let plain = observations.filter { $0.setting.disguise == nil }
        let fresh = plain.filter(\.isFresh)
        let inference = fresh.filter { !$0.setting.family.isTraining }
        let byRun = Folds(plain, count: 3) { $0.run % 3 }
        let byFamily = Folds(plain, count: Family.allCases.count) { $0.setting.family.place }
        let known = byRun.detectors[0]
        self.known = known
        families = zip(Family.allCases, byFamily.detectors).map { family, others in
            LeftOut(
                family: family, seen: known.flagged(fresh.filter { $0.setting.family == family }.map(\.features)),
                unseen: others.flagged(plain.filter { $0.setting.family == family }.map(\.features)))
        }
        let hardened = Disguise.allCases.map { disguise in
            Trial.fitted(observations.filter { !$0.isFresh && $0.setting.disguise != disguise })
        }
        disguises = zip(Disguise.allCases, hardened).map { disguise, hardened in
            let hidden = observations.filter { $0.setting.disguise == disguise }.map(\.features)
            return Disguised(disguise: disguise, plain: known.flagged(hidden), hardened: hardened.flagged(hidden))
        }
        let alarms = hardened.map { $0.flagged(inference.map(\.features)) }
        falseAlarms = (
            known.flagged(inference.map(\.features)), alarms.reduce(0, +) / Double(alarms.count)
        )
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

    private static func fitted(_ observations: [Observation]) -> Detector {
        let examples = observations.map(\.example)
        return Detector(
            fittedOn: examples, falseAlarms: Experiment.falseAlarms,
            lookingAt: examples.first?.features.indices ?? 0..<0)
    }

    /// Observations in folds, and for each fold a detector fitted on the others.
    private struct Folds {
        private let folds: [[Observation]]
        let detectors: [Detector]

        init(_ observations: [Observation], count: Int, _ fold: (Observation) -> Int) {
            folds = (0..<count).map { held in observations.filter { fold($0) == held } }
            detectors = (0..<count).map { held in Trial.fitted(observations.filter { fold($0) != held }) }
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

extension Detector {
    /// The part of features above the threshold.
    func flagged(_ features: [[Double]]) -> Double {
        Double(features.count { score($0) > threshold }) / Double(max(1, features.count))
    }
}
