/// Normalisation of each row, and its gradient.
public struct Normalisation: Hashable, Sendable {
    /// What is normalised away.
    public enum Kind: Hashable, Sendable {
        /// Root mean square (arXiv 1910.07467).
        case rootMeanSquare
        /// Mean and variance (arXiv 1607.06450).
        case layer
    }

    /// What is normalised away.
    public let kind: Kind
    /// One factor a column.
    public let scale: [Float]
    /// One addend a column, or nil.
    public let shift: [Float]?
    /// What is added to the mean square.
    public static let epsilon: Float = 1e-5

    /// A normalisation with its learned values.
    ///
    /// - Parameters:
    ///   - kind: what is normalised away.
    ///   - scale: one factor a column.
    ///   - shift: one addend a column, or nil.
    public init(_ kind: Kind, scale: [Float], shift: [Float]? = nil) {
        (self.kind, self.scale, self.shift) = (kind, scale, shift)
    }

    /// Normalises every row.
    ///
    /// - Parameter input: as many columns as the scale has values.
    /// - Returns: the normalised rows, scaled and shifted.
    /// - Throws: `TensorError` where the columns are not as many.
    public func forward(_ input: Matrix) throws(TensorError) -> Matrix {
        try requireColumns(input)
        var result = input
        let width = input.columns
        for start in stride(from: 0, to: input.values.count, by: width) {
            let (mean, inverse) = statistics(input.values[start..<start + width])
            for column in 0..<width {
                let plain = (input.values[start + column] - mean) * inverse
                result.values[start + column] = plain * scale[column]
            }
        }
        return try shift.map { (shift) throws(TensorError) in try result.adding(row: shift) } ?? result
    }

    /// The gradients of `forward`.
    ///
    /// - Parameters:
    ///   - input: what was normalised.
    ///   - gradient: the gradient of the result.
    /// - Returns: the gradient of the input, and those of scale and shift summed over the rows.
    /// - Throws: `TensorError` where the shapes differ.
    public func backward(
        _ input: Matrix, _ gradient: Matrix
    ) throws(TensorError) -> (input: Matrix, scale: [Float], shift: [Float]) {
        try requireColumns(input)
        try TensorError.require(gradient.rows, is: input.rows, "the gradient's count of rows")
        try TensorError.require(gradient.columns, is: input.columns, "the gradient's count of columns")
        var result = input
        let width = input.columns
        var scaleGradient = [Float](repeating: 0, count: width)
        for start in stride(from: 0, to: input.values.count, by: width) {
            let (mean, inverse) = statistics(input.values[start..<start + width])
            var (sum, projection): (Float, Float) = (0, 0)
            for column in 0..<width {
                let plain = (input.values[start + column] - mean) * inverse
                let own = gradient.values[start + column]
                scaleGradient[column] += own * plain
                sum += own * scale[column]
                projection += own * scale[column] * plain
            }
            let meanGradient = kind == .layer ? sum / Float(width) : 0
            projection /= Float(width)
            for column in 0..<width {
                let plain = (input.values[start + column] - mean) * inverse
                let own = gradient.values[start + column] * scale[column]
                result.values[start + column] = (own - meanGradient - plain * projection) * inverse
            }
        }
        return (result, scaleGradient, gradient.summedRows())
    }

    private func requireColumns(_ input: Matrix) throws(TensorError) {
        try TensorError.require(input.columns, is: scale.count, "the count of columns to normalise")
        if let shift { try TensorError.require(shift.count, is: scale.count, "the count of shifts") }
    }

    private func statistics(_ row: ArraySlice<Float>) -> (mean: Float, inverse: Float) {
        let count = Float(row.count)
        let mean = kind == .layer ? row.reduce(0, +) / count : 0
        var squares: Float = 0
        for value in row { squares += (value - mean) * (value - mean) }
        return (mean, 1 / (squares / count + Self.epsilon).squareRoot())
    }
}
