/// A detector for the intervals between two signed readings of the meter, fitted on the undisguised workloads of the
/// report: the same for everybody. It never says that a chip trains.
package struct IntervalDetector: Sendable {
    /// The names of all features that signed meters tell.
    package static let features = IntervalFeatures.names
    /// How far from its mean a feature counts, in standard deviations.
    package static let reach = Detector.reach

    /// The features that it looks at, in the order of `features`.
    package let features: [String]
    private let detector: Detector

    /// A detector. The first of a process emulates the workloads, which takes a second; later ones are fitted at once.
    ///
    /// - Parameters:
    ///   - features: the features that it looks at; names that are no feature's count for nothing.
    ///   - falseAlarms: the part of inference that its threshold lets be called training-consistent, in parts per million.
    package init(features: [String], falseAlarms: UInt64) {
        let places = IntervalFeatures.names.indices.filter { features.contains(IntervalFeatures.names[$0]) }
        self.features = places.map { IntervalFeatures.names[$0] }
        detector = Detector(
            fittedOn: KnownWork.emulated.intervals, falseAlarms: Double(falseAlarms) / 1e6, lookingAt: places)
    }

    /// The mean of each feature.
    package var means: [Double] { detector.means }
    /// The standard deviation of each feature.
    package var scales: [Double] { detector.scales }
    /// A constant, then what each feature counts for in standard deviations from its mean, then each square less 1.
    package var weights: [Double] { detector.weights }
    /// The score above which an interval is called training-consistent.
    package var threshold: Double { detector.threshold }

    /// How consistent with training an interval is in which so much was counted.
    package func score(products: Double, vectors: Double, read: Double, written: Double, sent: Double) -> Double {
        var sum = Activity.idle(0)
        (sum.products, sum.vectors, sum.read, sum.written, sum.sent) = (products, vectors, read, written, sent)
        let values = IntervalFeatures.values(sum)
        return detector.score(values)
    }
}
