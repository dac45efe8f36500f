/// What becomes of detection where an interval is only in part training, and the rest of it honest inference.
package struct Mixture: Sendable {
    /// The parts of time that are training.
    package static let shares = [0.1, 0.3, 0.5]

    /// A run of a workload, as one interval.
    struct Run {
        let setting: Setting
        let run: Int
        let sum: Activity
    }

    /// What the rest is.
    package let family: Family
    /// Detection at each of the shares, over all families of training.
    package let detected: [Double]
    /// Detection at each of the shares, where the training is of the family that is found least at a half.
    package let least: [Double]
    /// That family.
    package let leastFamily: Family
    /// False alarms where half of the time is inference of another family.
    package let falseAlarms: Double

    /// Every family of inference, each run of it mixed with each of training and of other inference.
    static func all(_ runs: [Run], by detector: Detector) -> [Mixture] {
        let honest = Family.allCases.filter { !$0.isTraining }
        return honest.map { family in
            let own = runs.filter { $0.setting.family == family }
            let training = Family.allCases.filter(\.isTraining).map { trained in
                (
                    family: trained,
                    found: shares.map { share in
                        detector.flagged(mixed(runs.filter { $0.setting.family == trained }, own, share))
                    }
                )
            }
            let others = runs.filter { !$0.setting.family.isTraining && $0.setting.family != family }
            var least = training[0]
            for other in training where (other.found.last ?? 0) < (least.found.last ?? 0) { least = other }
            return Mixture(
                family: family,
                detected: shares.indices.map { share in
                    training.reduce(0) { $0 + $1.found[share] } / Double(training.count)
                }, least: least.found, leastFamily: least.family,
                falseAlarms: detector.flagged(mixed(others, own, 0.5)))
        }
    }

    /// The features of intervals of which a part of the time is each of these runs, and the rest each of those.
    private static func mixed(_ these: [Run], _ those: [Run], _ share: Double) -> [[Double]] {
        these.flatMap { this in
            those.map { that in
                IntervalFeatures.values(
                    this.sum * (share / this.sum.seconds) + that.sum * ((1 - share) / that.sum.seconds))
            }
        }
    }
}
