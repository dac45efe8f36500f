/// Cross-entropy of logits whose vocabulary is divided among chips.
///
/// Each chip reduces its own logits to three numbers a row; with everyone's numbers each can finish alone. One chip
/// is the case of one part.
public enum CrossEntropy {
    /// What one chip tells of its part of the logits of each row: the largest logit, the sum of exponentials beside it,
    /// and the target's logit, or 0 where the target lies elsewhere. Three columns.
    ///
    /// - Parameters:
    ///   - logits: this chip's columns of the logits.
    ///   - firstToken: the token of the first column.
    ///   - targets: the right token of each row.
    /// - Returns: a row of three for each row.
    /// - Throws: `TensorError` where the counts differ.
    public static func summary(_ logits: Matrix, firstToken: Int, targets: [Int]) throws(TensorError) -> Matrix {
        try TensorError.require(targets.count, is: logits.rows, "the count of targets")
        var result = try Matrix(zeros: logits.rows, 3)
        for row in 0..<logits.rows {
            let own = logits.values[row * logits.columns..<(row + 1) * logits.columns]
            var top = -Float.infinity
            for value in own where value > top { top = value }
            var sum: Float = 0
            for value in own { sum += Float(Elementary.exp(Double(value - top))) }
            result.values[row * 3] = top
            result.values[row * 3 + 1] = sum
            let column = targets[row] - firstToken
            if (0..<logits.columns).contains(column) { result.values[row * 3 + 2] = own[own.startIndex + column] }
        }
        return result
    }

    /// Joins all chips' summaries: for each row the largest logit, the sum of exponentials, and the loss.
    ///
    /// - Parameter summaries: of every chip, in order.
    /// - Returns: three columns: largest logit, sum, loss in nats.
    /// - Throws: `TensorError` where there is none, or their shapes differ.
    public static func joined(_ summaries: [Matrix]) throws(TensorError) -> Matrix {
        guard let first = summaries.first else { throw .zeroSized(rows: 0, columns: 3) }
        var result = first
        for other in summaries {
            try TensorError.require(other.rows, is: first.rows, "the count of rows")
            try TensorError.require(other.columns, is: 3, "the count of columns")
        }
        for row in 0..<first.rows {
            let parts = summaries.map { (top: $0.values[row * 3], sum: $0.values[row * 3 + 1]) }
            let top = parts.reduce(-Float.infinity) { max($0, $1.top) }
            let sum = parts.reduce(Float(0)) { $0 + $1.sum * Float(Elementary.exp(Double($1.top - top))) }
            let target = summaries.reduce(Float(0)) { $0 + $1.values[row * 3 + 2] }
            result.values[row * 3] = top
            result.values[row * 3 + 1] = sum
            result.values[row * 3 + 2] = sum > 0 ? Float(Elementary.log(Double(sum))) + (top - target) : .nan
        }
        return result
    }

    /// The gradient of the mean loss in this chip's logits: probability minus one for the target, times a factor.
    ///
    /// - Parameters:
    ///   - logits: this chip's columns of the logits.
    ///   - firstToken: the token of the first column.
    ///   - targets: the right token of each row.
    ///   - joined: what `joined` gave.
    ///   - factor: one divided by the number of tokens in the batch.
    /// - Returns: the gradient.
    /// - Throws: `TensorError` where the counts differ.
    public static func gradient(
        _ logits: Matrix, firstToken: Int, targets: [Int], joined: Matrix, factor: Float
    ) throws(TensorError) -> Matrix {
        try TensorError.require(targets.count, is: logits.rows, "the count of targets")
        try TensorError.require(joined.rows, is: logits.rows, "the count of summaries")
        try TensorError.require(joined.columns, is: 3, "the columns of the summaries")
        var result = logits
        for row in 0..<logits.rows {
            let (top, sum) = (joined.values[row * 3], joined.values[row * 3 + 1])
            let start = row * logits.columns
            for index in start..<start + logits.columns {
                result.values[index] = Float(Elementary.exp(Double(logits.values[index] - top))) / sum * factor
            }
            let column = targets[row] - firstToken
            if (0..<logits.columns).contains(column) { result.values[start + column] -= factor }
        }
        return result
    }
}
