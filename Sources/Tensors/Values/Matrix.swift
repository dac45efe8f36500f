/// A tensor of rank two as kernels hold it on the chip: FP32 values, row by row.
public struct Matrix: Hashable, Sendable {
    /// Rows, at least 1.
    public let rows: Int
    /// Columns, at least 1.
    public let columns: Int
    /// Elements, row by row; `rows × columns` of them.
    public internal(set) var values: [Float]

    /// The most elements that a tensor may have: 2^31 − 1.
    public static let largestCount = Int(Int32.max)

    /// A matrix of given values.
    ///
    /// - Parameters:
    ///   - rows: rows.
    ///   - columns: columns.
    ///   - values: elements, row by row.
    /// - Throws: `TensorError` where a dimension is not positive, the shape is too large, the count of values is another,
    ///   or a value is infinite or not a number.
    public init(_ rows: Int, _ columns: Int, _ values: [Float]) throws(TensorError) {
        try self.init(rows, columns, unchecked: values)
        try requireFinite()
    }

    /// A matrix of zeros.
    ///
    /// - Parameters:
    ///   - rows: rows.
    ///   - columns: columns.
    /// - Throws: `TensorError` where a dimension is not positive, or the shape is too large.
    public init(zeros rows: Int, _ columns: Int) throws(TensorError) {
        let count = try Self.count(rows, columns)
        (self.rows, self.columns, values) = (rows, columns, Array(repeating: 0, count: count))
    }

    /// A matrix whose values may be infinite or not numbers, as results of arithmetic may.
    ///
    /// - Parameters:
    ///   - rows: rows.
    ///   - columns: columns.
    ///   - values: elements, row by row.
    /// - Throws: `TensorError` where a dimension is not positive, the shape is too large, or the count is another.
    public init(_ rows: Int, _ columns: Int, unchecked values: [Float]) throws(TensorError) {
        let count = try Self.count(rows, columns)
        guard values.count == count else { throw .count(expected: count, found: values.count) }
        (self.rows, self.columns, self.values) = (rows, columns, values)
    }

    /// How many elements a shape has.
    ///
    /// - Parameters:
    ///   - rows: rows.
    ///   - columns: columns.
    /// - Returns: their product, 1 to `largestCount`.
    /// - Throws: `TensorError` where a dimension is not positive, or the product is too large.
    public static func count(_ rows: Int, _ columns: Int) throws(TensorError) -> Int {
        guard rows > 0, columns > 0 else { throw .zeroSized(rows: rows, columns: columns) }
        let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
        guard !overflow, count <= largestCount else { throw .shapeOverflow(rows: rows, columns: columns) }
        return count
    }

    /// Throws for the first value that is infinite or not a number.
    ///
    /// - Throws: `TensorError.notFinite`.
    public func requireFinite() throws(TensorError) {
        if let index = values.firstIndex(where: { !$0.isFinite }) { throw .notFinite(index: index) }
    }

    /// Some of the rows.
    ///
    /// - Parameter range: which; not empty, and within the rows.
    /// - Returns: those rows.
    /// - Throws: `TensorError` where the range is empty or outside.
    public func slice(rows range: Range<Int>) throws(TensorError) -> Matrix {
        guard range.lowerBound >= 0, range.upperBound <= rows else {
            throw .mismatch("the end of the rows", expected: rows, found: range.upperBound)
        }
        return try Matrix(
            range.count, columns, unchecked: Array(values[range.lowerBound * columns..<range.upperBound * columns]))
    }

    /// Some of the columns.
    ///
    /// - Parameter range: which; not empty, and within the columns.
    /// - Returns: those columns.
    /// - Throws: `TensorError` where the range is empty or outside.
    public func slice(columns range: Range<Int>) throws(TensorError) -> Matrix {
        guard range.lowerBound >= 0, range.upperBound <= columns else {
            throw .mismatch("the end of the columns", expected: columns, found: range.upperBound)
        }
        var part: [Float] = []
        part.reserveCapacity(rows * range.count)
        for row in 0..<rows {
            part += values[row * columns + range.lowerBound..<row * columns + range.upperBound]
        }
        return try Matrix(rows, range.count, unchecked: part)
    }

    /// Writes another matrix over some rows of this one.
    ///
    /// - Parameters:
    ///   - first: the first row to write.
    ///   - part: as many columns as this one, and no more rows than there are.
    /// - Throws: `TensorError` where the part does not fit.
    public mutating func replace(rowsFrom first: Int, with part: Matrix) throws(TensorError) {
        try TensorError.require(part.columns, is: columns, "the count of columns")
        guard first >= 0, first + part.rows <= rows else {
            throw .mismatch("the end of the rows", expected: rows, found: first + part.rows)
        }
        values.replaceSubrange(first * columns..<(first + part.rows) * columns, with: part.values)
    }

    /// Writes another matrix over some columns of this one.
    ///
    /// - Parameters:
    ///   - first: the first column to write.
    ///   - part: as many rows as this one, and no more columns than there are.
    /// - Throws: `TensorError` where the part does not fit.
    public mutating func replace(columnsFrom first: Int, with part: Matrix) throws(TensorError) {
        try TensorError.require(part.rows, is: rows, "the count of rows")
        guard first >= 0, first + part.columns <= columns else {
            throw .mismatch("the end of the columns", expected: columns, found: first + part.columns)
        }
        for row in 0..<rows {
            for column in 0..<part.columns {
                values[row * columns + first + column] = part.values[row * part.columns + column]
            }
        }
    }

    /// The elementwise sum.
    ///
    /// - Parameter other: a matrix of the same shape.
    /// - Returns: the sum, in FP32.
    /// - Throws: `TensorError` where the shapes differ.
    public func adding(_ other: Matrix) throws(TensorError) -> Matrix {
        try TensorError.require(other.rows, is: rows, "the count of rows")
        try TensorError.require(other.columns, is: columns, "the count of columns")
        var sum = self
        for index in sum.values.indices { sum.values[index] += other.values[index] }
        return sum
    }

    /// Adds one row to each row.
    ///
    /// - Parameter row: as many values as there are columns.
    /// - Returns: the sum, in FP32.
    /// - Throws: `TensorError` where the counts differ.
    public func adding(row: [Float]) throws(TensorError) -> Matrix {
        try TensorError.require(row.count, is: columns, "the count of biases")
        var sum = self
        for start in stride(from: 0, to: values.count, by: columns) {
            for column in 0..<columns { sum.values[start + column] += row[column] }
        }
        return sum
    }

    /// The sum of all rows, from the first to the last: the gradient of a bias.
    ///
    /// - Returns: one value a column.
    public func summedRows() -> [Float] {
        var sum = [Float](repeating: 0, count: columns)
        for start in stride(from: 0, to: values.count, by: columns) {
            for column in 0..<columns { sum[column] += values[start + column] }
        }
        return sum
    }
}
