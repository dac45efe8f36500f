extension Matrix {
    /// Looks rows up.
    ///
    /// - Parameter indices: which row of this table, for each row of the result.
    /// - Returns: the rows.
    /// - Throws: `TensorError` where there is no index, or one is outside the table.
    public func rows(at indices: [Int]) throws(TensorError) -> Matrix {
        try requireRows(indices)
        var values: [Float] = []
        values.reserveCapacity(indices.count * columns)
        for index in indices { values += self.values[index * columns..<(index + 1) * columns] }
        return try Matrix(indices.count, columns, unchecked: values)
    }

    /// Adds rows to rows of this table, in order: the gradient of looking up.
    ///
    /// - Parameters:
    ///   - rows: one for each index.
    ///   - indices: which row of this table each is added to.
    /// - Throws: `TensorError` where the counts differ, or an index is outside the table.
    public mutating func add(_ rows: Matrix, at indices: [Int]) throws(TensorError) {
        try requireRows(indices)
        try TensorError.require(rows.rows, is: indices.count, "the count of rows")
        try TensorError.require(rows.columns, is: columns, "the count of columns")
        for (row, index) in indices.enumerated() {
            for column in 0..<columns { values[index * columns + column] += rows.values[row * columns + column] }
        }
    }

    private func requireRows(_ indices: [Int]) throws(TensorError) {
        for index in indices where !(0..<rows).contains(index) { throw .token(index, vocabulary: rows) }
    }
}
