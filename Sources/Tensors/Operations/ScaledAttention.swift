/// Attention of queries over keys and values (arXiv 1706.03762, section 3.2.1), causal, with shared key-value heads
/// (arXiv 2305.13245).
///
/// Rows are tokens of one sequence; columns are heads one after another. Query `i` sees keys 0 to `cached + i`.
public struct ScaledAttention: Hashable, Sendable {
    /// Query heads.
    public let heads: Int
    /// Key-value heads; a divisor of `heads`.
    public let keyValueHeads: Int
    /// Elements of a head.
    public let headDimension: Int

    /// Rows of queries that one product covers where masked keys are skipped.
    private static let block = 32

    /// Attention of some heads.
    ///
    /// - Parameters:
    ///   - heads: query heads.
    ///   - keyValueHeads: key-value heads; a divisor of `heads`.
    ///   - headDimension: elements of a head.
    /// - Throws: `TensorError` where a number is not positive, or the heads don't divide.
    public init(heads: Int, keyValueHeads: Int, headDimension: Int) throws(TensorError) {
        guard heads > 0, keyValueHeads > 0, headDimension > 0 else {
            throw .zeroSized(rows: min(heads, keyValueHeads), columns: headDimension)
        }
        try TensorError.require(heads % keyValueHeads, is: 0, "the remainder of the heads by the key-value heads")
        (self.heads, self.keyValueHeads, self.headDimension) = (heads, keyValueHeads, headDimension)
    }

    /// The weighted sums of values, and the weights.
    ///
    /// - Parameters:
    ///   - queries: tokens × (heads × head).
    ///   - keys: (cached + tokens) × (key-value heads × head).
    ///   - values: likewise.
    ///   - rounding: the format that scores' operands and weights are rounded to.
    ///   - skippingMasked: whether products with masked keys are left out; the result is the same.
    /// - Returns: tokens × (heads × head), and for each head tokens × (cached + tokens) probabilities.
    /// - Throws: `TensorError` where shapes don't fit.
    public func forward(
        _ queries: Matrix, keys: Matrix, values: Matrix, rounding: ElementFormat, skippingMasked: Bool
    ) throws(TensorError) -> (output: Matrix, probabilities: [Matrix]) {
        let cached = try cachedTokens(queries, keys, values)
        let (tokens, length, shared) = (queries.rows, keys.rows, heads / keyValueHeads)
        let scaling = 1 / Float(headDimension).squareRoot()
        var output = try Matrix(zeros: tokens, queries.columns)
        var probabilities: [Matrix] = []
        let rounded = rounding.rounded(queries)
        for head in 0..<heads {
            let (column, keyColumn) = (head * headDimension, head / shared * headDimension)
            var scores = try Matrix(zeros: tokens, length)
            for (rows, seen) in spans(tokens, cached, skippingMasked) {
                try ProductWindow(
                    rows: rows.count, columns: seen, inner: headDimension,
                    left: operand(rounded, rows.lowerBound, column),
                    right: .init(start: keyColumn, row: 1, column: keys.columns),
                    resultStart: rows.lowerBound * length, resultStride: length
                ).multiply(rounded.values, keys.values, into: &scores.values)
            }
            for index in scores.values.indices { scores.values[index] *= scaling }
            for row in 0..<tokens {
                SoftMax.apply(&scores.values, from: row * length, count: cached + row + 1, columns: length)
            }
            let weights = rounding.rounded(scores)
            for (rows, seen) in spans(tokens, cached, skippingMasked) {
                try ProductWindow(
                    rows: rows.count, columns: headDimension, inner: seen,
                    left: operand(weights, rows.lowerBound, 0),
                    right: .init(start: keyColumn, row: values.columns, column: 1),
                    resultStart: rows.lowerBound * output.columns + column, resultStride: output.columns
                ).multiply(weights.values, values.values, into: &output.values)
            }
            probabilities.append(scores)
        }
        return (output, probabilities)
    }

    /// The gradients of `forward`.
    ///
    /// - Parameters:
    ///   - gradient: the gradient of the output.
    ///   - queries: as in `forward`.
    ///   - keys: as in `forward`.
    ///   - values: as in `forward`.
    ///   - probabilities: what `forward` gave.
    ///   - rounding: the format that operands are rounded to.
    ///   - gradientRounding: the format that gradients are rounded to.
    ///   - skippingMasked: whether products with masked keys are left out.
    /// - Returns: the gradients of queries, keys and values.
    /// - Throws: `TensorError` where shapes don't fit.
    public func backward(
        _ gradient: Matrix, queries: Matrix, keys: Matrix, values: Matrix, probabilities: [Matrix],
        rounding: ElementFormat, gradientRounding: ElementFormat, skippingMasked: Bool
    ) throws(TensorError) -> (queries: Matrix, keys: Matrix, values: Matrix) {
        let cached = try cachedTokens(queries, keys, values)
        try TensorError.require(probabilities.count, is: heads, "the count of probability matrices")
        try TensorError.require(gradient.rows, is: queries.rows, "the gradient's count of rows")
        try TensorError.require(gradient.columns, is: queries.columns, "the gradient's count of columns")
        let (tokens, length, shared) = (queries.rows, keys.rows, heads / keyValueHeads)
        let scaling = 1 / Float(headDimension).squareRoot()
        var result = (
            queries: try Matrix(zeros: tokens, queries.columns), keys: try Matrix(zeros: length, keys.columns),
            values: try Matrix(zeros: length, values.columns)
        )
        let (left, incoming) = (rounding.rounded(queries), gradientRounding.rounded(gradient))
        for head in 0..<heads {
            let (column, keyColumn) = (head * headDimension, head / shared * headDimension)
            let weights = rounding.rounded(probabilities[head])
            var scores = try Matrix(zeros: tokens, length)
            for (rows, seen) in spans(tokens, cached, skippingMasked) {
                try ProductWindow(
                    rows: rows.count, columns: seen, inner: headDimension,
                    left: operand(incoming, rows.lowerBound, column),
                    right: .init(start: keyColumn, row: 1, column: values.columns),
                    resultStart: rows.lowerBound * length, resultStride: length
                ).multiply(incoming.values, values.values, into: &scores.values)
                // Keys and values beyond those seen get nothing from these rows.
                try ProductWindow(
                    rows: seen, columns: headDimension, inner: rows.count,
                    left: .init(start: rows.lowerBound * length, row: 1, column: length),
                    right: operand(incoming, rows.lowerBound, column),
                    resultStart: keyColumn, resultStride: values.columns
                ).multiply(weights.values, incoming.values, into: &result.values.values, accumulating: true)
            }
            Self.softMaxBackward(&scores, probabilities[head], scaling)
            let change = gradientRounding.rounded(scores)
            for (rows, seen) in spans(tokens, cached, skippingMasked) {
                try ProductWindow(
                    rows: rows.count, columns: headDimension, inner: seen,
                    left: operand(change, rows.lowerBound, 0),
                    right: .init(start: keyColumn, row: keys.columns, column: 1),
                    resultStart: rows.lowerBound * queries.columns + column, resultStride: queries.columns
                ).multiply(change.values, keys.values, into: &result.queries.values)
                try ProductWindow(
                    rows: seen, columns: headDimension, inner: rows.count,
                    left: .init(start: rows.lowerBound * length, row: 1, column: length),
                    right: operand(left, rows.lowerBound, column),
                    resultStart: keyColumn, resultStride: keys.columns
                ).multiply(change.values, left.values, into: &result.keys.values, accumulating: true)
            }
        }
        return result
    }

    /// Gradient of scores from that of probabilities, in place: p · (g − Σ p g), times the scaling of scores.
    private static func softMaxBackward(_ gradient: inout Matrix, _ probabilities: Matrix, _ scaling: Float) {
        let columns = gradient.columns
        for start in stride(from: 0, to: gradient.values.count, by: columns) {
            var sum: Float = 0
            for index in start..<start + columns { sum += probabilities.values[index] * gradient.values[index] }
            for index in start..<start + columns {
                gradient.values[index] = probabilities.values[index] * (gradient.values[index] - sum) * scaling
            }
        }
    }

    /// Rows of queries that are multiplied together, and how many keys they are multiplied with.
    private func spans(_ tokens: Int, _ cached: Int, _ skippingMasked: Bool) -> [(rows: Range<Int>, seen: Int)] {
        guard skippingMasked else { return [(0..<tokens, cached + tokens)] }
        return stride(from: 0, to: tokens, by: Self.block).map {
            let end = min($0 + Self.block, tokens)
            return ($0..<end, cached + end)
        }
    }

    private func operand(_ matrix: Matrix, _ row: Int, _ column: Int) -> ProductWindow.Operand {
        .init(start: row * matrix.columns + column, row: matrix.columns, column: 1)
    }

    private func cachedTokens(_ queries: Matrix, _ keys: Matrix, _ values: Matrix) throws(TensorError) -> Int {
        try TensorError.require(queries.columns, is: heads * headDimension, "the queries' count of columns")
        try TensorError.require(keys.columns, is: keyValueHeads * headDimension, "the keys' count of columns")
        try TensorError.require(values.columns, is: keys.columns, "the values' count of columns")
        try TensorError.require(values.rows, is: keys.rows, "the values' count of rows")
        guard keys.rows >= queries.rows else {
            throw .mismatch("the keys' count of rows", expected: queries.rows, found: keys.rows)
        }
        return keys.rows - queries.rows
    }
}
