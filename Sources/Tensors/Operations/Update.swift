/// One step of an optimiser, in FP32.
public enum Update: Hashable, Sendable {
    /// Plain gradient descent.
    case sgd
    /// Adam (arXiv 1412.6980, algorithm 1): β₁ 0.9, β₂ 0.95, ε 1e-8.
    case adam
    /// Adam with decoupled weight decay (arXiv 1711.05101, algorithm 2).
    case adamW(decay: Float)

    private static let (beta1, beta2, epsilon): (Float, Float, Float) = (0.9, 0.95, 1e-8)

    /// Updates weights from their gradients.
    ///
    /// - Parameters:
    ///   - weights: the master copy.
    ///   - gradients: as many.
    ///   - first: mean of gradients; as many, or none where the rule keeps no state.
    ///   - second: mean of their squares; likewise.
    ///   - rate: the learning rate.
    ///   - step: from 1.
    /// - Throws: `TensorError` where the counts differ, or the step is below 1.
    public func apply(
        to weights: inout [Float], gradients: [Float], first: inout [Float], second: inout [Float], rate: Float,
        step: Int
    ) throws(TensorError) {
        try TensorError.require(gradients.count, is: weights.count, "the count of gradients")
        if self == .sgd {
            for index in weights.indices { weights[index] -= rate * gradients[index] }
            return
        }
        guard step >= 1 else { throw .mismatch("the step", expected: 1, found: step) }
        try TensorError.require(first.count, is: weights.count, "the count of first moments")
        try TensorError.require(second.count, is: weights.count, "the count of second moments")
        let (correction1, correction2) = (1 - Self.power(Self.beta1, step), 1 - Self.power(Self.beta2, step))
        let decay: Float
        if case .adamW(let own) = self { decay = own * rate } else { decay = 0 }
        for index in weights.indices {
            let gradient = gradients[index]
            first[index] = Self.beta1 * first[index] + (1 - Self.beta1) * gradient
            second[index] = Self.beta2 * second[index] + (1 - Self.beta2) * (gradient * gradient)
            let change = first[index] / correction1 / ((second[index] / correction2).squareRoot() + Self.epsilon)
            weights[index] = weights[index] - decay * weights[index] - rate * change
        }
    }

    /// A power by repeated products; a library's `pow` may round differently elsewhere.
    private static func power(_ base: Float, _ exponent: Int) -> Float {
        var (result, square, rest) = (1.0, Double(base), exponent)
        while rest > 0 {
            if rest & 1 == 1 { result *= square }
            square *= square
            rest >>= 1
        }
        return Float(result)
    }
}
