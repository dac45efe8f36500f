/// How a detector trades detections against false alarms.
package struct ROC {
    /// False-alarm rates at which detection is reported.
    package static let rates = [0.001, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5]

    /// Windows of training.
    package let training: Int
    /// Windows of inference.
    package let inference: Int
    /// The part of pairs in which training scores higher: 1 is perfect, 0.5 is chance.
    package let area: Double
    /// Detection at each of `rates`.
    package let detections: [Double]

    /// The curve of scores.
    init(training: [Double], inference: [Double]) {
        self.training = training.count
        self.inference = inference.count
        let sorted = inference.sorted()
        var pairs = 0.0
        for score in training {
            // Inference scores below, and half of those that are equal.
            pairs += Double(ROC.first(sorted) { $0 >= score } + ROC.first(sorted) { $0 > score }) / 2
        }
        area = pairs / max(1, Double(training.count) * Double(inference.count))
        detections = ROC.rates.map { rate in
            let level = Detector.level(of: inference, above: rate)
            return Double(training.count { $0 > level }) / Double(max(1, training.count))
        }
    }

    /// The first place of a sorted list that meets a condition, by halving.
    private static func first(_ sorted: [Double], _ meets: (Double) -> Bool) -> Int {
        var (low, high) = (0, sorted.count)
        while low < high {
            let middle = (low + high) / 2
            if meets(sorted[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
