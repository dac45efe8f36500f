/// Tells windows or intervals that are consistent with training from others, by a weighted sum of features and of their
/// squares.
///
/// Fitted by ridge regression on labels +1 and −1, both classes weighing the same. A score above the threshold says
/// "training-consistent", never "training".
struct Detector: Sendable {
    /// The features of a window or an interval, with what is known of it.
    struct Example: Sendable {
        let features: [Double]
        let isTraining: Bool
    }

    /// How far from its mean a feature counts, in standard deviations.
    static let reach = 4.0

    /// The features that it looks at, by place.
    private let places: [Int]
    /// The mean of each of them.
    let means: [Double]
    /// The standard deviation of each of them.
    let scales: [Double]
    /// A constant, then what each of them counts for in standard deviations from its mean, then each square less 1.
    let weights: [Double]
    /// The score above which something is called training-consistent.
    let threshold: Double

    /// A detector fitted on examples, whose threshold lets a part of their inference be called training-consistent.
    ///
    /// - Parameters:
    ///   - examples: windows or intervals of both classes.
    ///   - falseAlarms: the part of inference above the threshold, 0 to 1.
    ///   - places: the features that it looks at, by place.
    init(fittedOn examples: [Example], falseAlarms: Double, lookingAt places: some Collection<Int>) {
        let places = Array(places)
        let size = places.count
        var (means, scales) = ([Double](repeating: 0, count: size), [Double](repeating: 1, count: size))
        for index in 0..<size {
            let column = examples.map { $0.features[places[index]] }
            let mean = column.reduce(0, +) / Double(column.count)
            let square = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(column.count)
            means[index] = mean
            scales[index] = max(square.squareRoot(), 1e-6)
        }
        let terms = examples.map { Detector.terms($0.features, places, means, scales) }
        let training = Double(examples.count { $0.isTraining })
        let shares = (training: 1 / max(training, 1), inference: 1 / max(Double(examples.count) - training, 1))
        let order = 2 * size + 1
        var matrix = [[Double]](repeating: [Double](repeating: 0, count: order + 1), count: order)
        for (example, terms) in zip(examples, terms) {
            let weight = example.isTraining ? shares.training : shares.inference
            let label: Double = example.isTraining ? 1 : -1
            for row in 0..<order {
                for column in 0..<order { matrix[row][column] += weight * terms[row] * terms[column] }
                matrix[row][order] += weight * terms[row] * label
            }
        }
        for row in 0..<order { matrix[row][row] += 1e-2 }
        let weights = Detector.solved(matrix)
        self.places = places
        self.means = means
        self.scales = scales
        self.weights = weights
        let scores = zip(examples, terms).filter { !$0.0.isTraining }.map { Detector.sum($0.1, weights) }
        threshold = Detector.level(of: scores, above: falseAlarms)
    }

    /// How consistent something with these features is with training.
    func score(_ features: [Double]) -> Double {
        Detector.sum(Detector.terms(features, places, means, scales), weights)
    }

    /// The level that a part of the scores lies above.
    static func level(of scores: [Double], above part: Double) -> Double {
        let sorted = scores.sorted(by: >)
        guard !sorted.isEmpty else { return 0 }
        return sorted[min(sorted.count - 1, Int(Double(sorted.count) * part))]
    }

    private static func terms(
        _ features: [Double], _ places: [Int], _ means: [Double], _ scales: [Double]
    ) -> [Double] {
        // What lies far outside of everything seen says no more than what lies at its edge.
        let standard = places.indices.map {
            max(-reach, min(reach, (features[places[$0]] - means[$0]) / scales[$0]))
        }
        return [1] + standard + standard.map { $0 * $0 - 1 }
    }

    private static func sum(_ terms: [Double], _ weights: [Double]) -> Double {
        terms.indices.reduce(0) { $0 + terms[$1] * weights[$1] }
    }

    /// Gaussian elimination; the matrix is positive definite, for the ridge was added.
    private static func solved(_ system: [[Double]]) -> [Double] {
        var matrix = system
        let order = matrix.count
        for pivot in 0..<order {
            for row in (pivot + 1)..<order {
                let factor = matrix[row][pivot] / matrix[pivot][pivot]
                for column in pivot...order { matrix[row][column] -= factor * matrix[pivot][column] }
            }
        }
        var solution = [Double](repeating: 0, count: order)
        for row in (0..<order).reversed() {
            let known = ((row + 1)..<order).reduce(0.0) { $0 + matrix[row][$1] * solution[$1] }
            solution[row] = (matrix[row][order] - known) / matrix[row][row]
        }
        return solution
    }
}
