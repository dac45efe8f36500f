/// One dense feed-forward network, or one expert.
public struct FeedForward: Hashable, Sendable {
    /// How the inner layer is activated.
    public enum Gating: Hashable, Sendable {
        /// Two matrices: up, activation, down.
        case plain
        /// Three matrices: gate and up multiplied, then down (SwiGLU or GeGLU, arXiv 2002.05202).
        case gated
    }

    /// Inner width, in elements.
    public let width: Int
    /// Plain or gated.
    public let gating: Gating

    /// A network of an inner width.
    ///
    /// - Parameters:
    ///   - width: inner width, in elements.
    ///   - gating: plain or gated.
    public init(width: Int, gating: Gating) {
        self.width = width
        self.gating = gating
    }

    /// Vectors of the inner width that the first step produces: one, or gate and up.
    var innerVectors: Int { gating == .gated ? 2 : 1 }

    /// Weights; each is one multiply-accumulate for each token.
    func parameters(width modelWidth: Int) -> Int { modelWidth * width * (innerVectors + 1) }

    /// Four operations an activation (exponential, add, divide, multiply), one more where a gate multiplies.
    var vectorOperations: Int { width * (gating == .gated ? 5 : 4) }
}
