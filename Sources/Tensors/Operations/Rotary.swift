/// Rotary position embedding (arXiv 2104.09864, section 3.4.2), pairs of neighbouring elements.
public struct Rotary: Hashable, Sendable {
    /// Elements of a head; even.
    public let headDimension: Int
    private let frequencies: [Double]

    /// The embedding of heads of a width; the angles' base is 10,000.
    ///
    /// - Parameter headDimension: elements of a head.
    /// - Throws: `TensorError` where the width is odd.
    public init(headDimension: Int) throws(TensorError) {
        try TensorError.require(headDimension % 2, is: 0, "the remainder of the head's width by 2")
        self.headDimension = headDimension
        let step = -Elementary.log(10000) * 2 / Double(headDimension)
        frequencies = (0..<headDimension / 2).map { Elementary.exp(Double($0) * step) }
    }

    /// Turns every head of every row by the angle of its position.
    ///
    /// - Parameters:
    ///   - input: rows of whole heads.
    ///   - positions: the position of each row, from zero.
    ///   - reverse: turns back instead: the gradient of turning.
    /// - Returns: the turned rows.
    /// - Throws: `TensorError` where the shapes don't fit.
    public func turned(_ input: Matrix, positions: [Int], reverse: Bool = false) throws(TensorError) -> Matrix {
        try TensorError.require(positions.count, is: input.rows, "the count of positions")
        try TensorError.require(
            input.columns % headDimension, is: 0, "the remainder of the columns by the head's width")
        var result = input
        for row in 0..<input.rows {
            for (pair, frequency) in frequencies.enumerated() {
                let turn = Elementary.sineAndCosine(Double(positions[row]) * frequency)
                let (cosine, sine) = (Float(turn.cosine), Float(reverse ? -turn.sine : turn.sine))
                for head in stride(from: row * input.columns, to: (row + 1) * input.columns, by: headDimension) {
                    let (first, second) = (input.values[head + 2 * pair], input.values[head + 2 * pair + 1])
                    result.values[head + 2 * pair] = first * cosine - second * sine
                    result.values[head + 2 * pair + 1] = first * sine + second * cosine
                }
            }
        }
        return result
    }
}
