/// Arithmetic of one pass through a model, by the part of the model that asks for it.
///
/// Published formulas differ in which parts they count, so comparisons need them apart; the hardware counters add
/// the parts up.
public struct Work: Hashable, Sendable {
    /// Multiply-accumulates with weights: projections, feed-forward, routers, output head.
    public internal(set) var weightMultiplyAccumulates: UInt128 = 0
    /// Multiply-accumulates of attention scores and of the weighted sums of values.
    public internal(set) var scoreMultiplyAccumulates: UInt128 = 0
    /// Multiply-accumulates of Transformer-XL relative positions: their projection and the second score product.
    public internal(set) var positionMultiplyAccumulates: UInt128 = 0
    /// Elementwise operations of the attention softmax: three a score (arXiv 2203.15556, appendix F).
    public internal(set) var softmaxOperations: UInt128 = 0
    /// All other elementwise operations.
    public internal(set) var otherVectorOperations: UInt128 = 0

    /// All multiply-accumulates.
    public var multiplyAccumulates: UInt128 {
        weightMultiplyAccumulates + scoreMultiplyAccumulates + positionMultiplyAccumulates
    }

    /// All elementwise operations.
    public var vectorOperations: UInt128 { softmaxOperations + otherVectorOperations }

    /// The same work done `times` times.
    func repeated(_ times: UInt128) -> Work {
        Work(
            weightMultiplyAccumulates: weightMultiplyAccumulates * times,
            scoreMultiplyAccumulates: scoreMultiplyAccumulates * times,
            positionMultiplyAccumulates: positionMultiplyAccumulates * times,
            softmaxOperations: softmaxOperations * times, otherVectorOperations: otherVectorOperations * times)
    }

    static func + (left: Work, right: Work) -> Work {
        Work(
            weightMultiplyAccumulates: left.weightMultiplyAccumulates + right.weightMultiplyAccumulates,
            scoreMultiplyAccumulates: left.scoreMultiplyAccumulates + right.scoreMultiplyAccumulates,
            positionMultiplyAccumulates: left.positionMultiplyAccumulates + right.positionMultiplyAccumulates,
            softmaxOperations: left.softmaxOperations + right.softmaxOperations,
            otherVectorOperations: left.otherVectorOperations + right.otherVectorOperations)
    }
}
