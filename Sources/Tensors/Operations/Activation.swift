/// The activation between the two steps of a feed-forward network: SiLU (arXiv 1702.03118), plain or as a gate
/// (SwiGLU, arXiv 2002.05202).
public enum Activation: Hashable, Sendable {
    /// Every element by itself.
    case plain
    /// The first half of the columns, activated, times the second half.
    case gated

    /// Activates every row.
    ///
    /// - Parameter input: rows; of an even number of columns where gated.
    /// - Returns: as many columns, or half as many where gated.
    /// - Throws: `TensorError` where the columns can't be halved.
    public func forward(_ input: Matrix) throws(TensorError) -> Matrix {
        let width = try outputColumns(input)
        var result = try Matrix(zeros: input.rows, width)
        for row in 0..<input.rows {
            for column in 0..<width {
                let value = input.values[row * input.columns + column]
                let active = value * Self.sigmoid(value)
                let factor = self == .gated ? input.values[row * input.columns + width + column] : 1
                result.values[row * width + column] = active * factor
            }
        }
        return result
    }

    /// The gradient of `forward`.
    ///
    /// - Parameters:
    ///   - input: what was activated.
    ///   - gradient: the gradient of the result.
    /// - Returns: the gradient of the input.
    /// - Throws: `TensorError` where the shapes don't fit.
    public func backward(_ input: Matrix, _ gradient: Matrix) throws(TensorError) -> Matrix {
        let width = try outputColumns(input)
        try TensorError.require(gradient.rows, is: input.rows, "the gradient's count of rows")
        try TensorError.require(gradient.columns, is: width, "the gradient's count of columns")
        var result = input
        for row in 0..<input.rows {
            for column in 0..<width {
                let place = row * input.columns + column
                let (value, own) = (input.values[place], gradient.values[row * width + column])
                let sigmoid = Self.sigmoid(value)
                let slope = sigmoid * (1 + value * (1 - sigmoid))
                if self == .gated {
                    result.values[place] = own * slope * input.values[place + width]
                    result.values[place + width] = own * value * sigmoid
                } else {
                    result.values[place] = own * slope
                }
            }
        }
        return result
    }

    private func outputColumns(_ input: Matrix) throws(TensorError) -> Int {
        guard self == .gated else { return input.columns }
        try TensorError.require(input.columns % 2, is: 0, "the remainder of the columns by 2")
        return input.columns / 2
    }

    private static func sigmoid(_ value: Float) -> Float { Float(1 / (1 + Elementary.exp(-Double(value)))) }
}
