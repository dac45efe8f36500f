/// The workloads that are not disguised, emulated: the detectors of agreements are fitted on them.
struct KnownWork: Sendable {
    /// Every window.
    let windows: [Detector.Example]
    /// Every run, as one interval.
    let intervals: [Detector.Example]

    /// All of them, from seed 7, emulated once a process; none where a shape is out of range, which none is.
    static let emulated = KnownWork(seed: 7)

    private init(seed: UInt64) {
        var windows: [Detector.Example] = []
        var intervals: [Detector.Example] = []
        for (place, setting) in Setting.plain.enumerated() {
            for run in 0..<Experiment.runs {
                var draws = Draws(seed: seed, part: place * Experiment.runs + run)
                let readings = (try? setting.windows(Experiment.windows, &draws)) ?? []
                windows += readings.map {
                    Detector.Example(features: Features($0).values, isTraining: setting.family.isTraining)
                }
                let sum = readings.joined().reduce(.idle(0), +)
                intervals.append(
                    Detector.Example(
                        features: IntervalFeatures.values(sum), isTraining: setting.family.isTraining))
            }
        }
        self.windows = windows
        self.intervals = intervals
    }
}
