/// Softmax of rows, over all or the first of their elements.
enum SoftMax {
    /// Turns scores into probabilities in place; elements from `count` on become 0.
    static func apply(_ values: inout [Float], from start: Int, count: Int, columns: Int) {
        var top = -Float.infinity
        for index in start..<start + count where values[index] > top { top = values[index] }
        var sum: Float = 0
        for index in start..<start + count {
            let power = Float(Elementary.exp(Double(values[index] - top)))
            values[index] = power
            sum += power
        }
        for index in start..<start + count { values[index] /= sum }
        for index in start + count..<start + columns { values[index] = 0 }
    }
}

extension Matrix {
    /// The softmax of every row.
    ///
    /// - Returns: probabilities; each row sums to one but for rounding.
    public func softMax() -> Matrix {
        var result = self
        for start in stride(from: 0, to: values.count, by: columns) {
            SoftMax.apply(&result.values, from: start, count: columns, columns: columns)
        }
        return result
    }
}
