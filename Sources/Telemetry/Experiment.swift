import Accelerator

/// Detectors tried on emulated telemetry, with what each has not seen.
package struct Experiment {
    /// Runs of each workload.
    static let runs = 6
    /// Windows of each run.
    static let windows = 6
    /// False alarms, among the inference that a detector was fitted on, that its threshold allows.
    package static let falseAlarms = 0.01
    /// Seconds of an interval: all windows of a run.
    package static let intervalSeconds = windows * TrainingWatch.windowSeconds

    /// Windows of raw counters.
    package let windows: Trial
    /// Intervals between two signed meters.
    package let intervals: Trial
    /// Intervals that are only in part training, for each family of inference that the rest is.
    package let mixtures: [Mixture]
    /// Products a second in each disguise, as a part of what the same families do undisguised; in the order of disguises.
    package let speeds: [Double]

    /// Runs everything from a seed.
    ///
    /// - Parameters:
    ///   - seed: what every draw follows from.
    ///   - progress: told how many of how many workloads ran.
    /// - Throws: `ShapeError` where a shape is out of range; none is.
    package init(seed: UInt64, progress: (_ done: Int, _ all: Int) -> Void) throws(ShapeError) {
        let settings = Setting.plain + Setting.disguised
        var observed: [Trial.Observation] = []
        var runs: [Mixture.Run] = []
        var products: [Disguise?: Double] = [:]
        for (place, setting) in settings.enumerated() {
            for run in 0..<Experiment.runs {
                var draws = Draws(seed: seed, part: place * Experiment.runs + run)
                let readings = try setting.windows(Experiment.windows, &draws)
                observed += readings.map {
                    Trial.Observation(setting: setting, run: run, features: Features($0).values)
                }
                let sum = readings.joined().reduce(.idle(0), +)
                runs.append(Mixture.Run(setting: setting, run: run, sum: sum))
                if Setting.disguisable.contains(setting.family) {
                    products[setting.disguise, default: 0] += sum.products
                }
            }
            progress(place + 1, settings.count)
        }
        windows = Trial(observed)
        let intervals = Trial(
            runs.map {
                Trial.Observation(setting: $0.setting, run: $0.run, features: IntervalFeatures.values($0.sum))
            })
        self.intervals = intervals
        mixtures = Mixture.all(runs.filter { $0.setting.disguise == nil && $0.run % 3 == 0 }, by: intervals.known)
        speeds = Disguise.allCases.map { products[$0, default: 0] / products[nil, default: 1] }
    }
}
