import Tensors

/// Where a tensor lies in a chip's memory, and what it is.
public struct Tensor: Hashable, Sendable {
    /// The first byte.
    let offset: Int
    /// Rows.
    public let rows: Int
    /// Columns.
    public let columns: Int
    /// The format of its elements.
    public let format: ElementFormat

    /// Elements.
    public var count: Int { rows * columns }
    /// Bytes, scales of rows included.
    public var byteCount: Int { rows * format.rowBytes(columns) }

    /// Some of the rows.
    func slice(rows range: Range<Int>) -> Tensor {
        precondition(range.lowerBound >= 0 && range.upperBound <= rows, "The rows lie in the tensor.")
        return Tensor(
            offset: offset + range.lowerBound * format.rowBytes(columns), rows: range.count, columns: columns,
            format: format)
    }

    /// Some of a single row of FP32 values, as a matrix of its own.
    func window(at first: Int, _ rows: Int, _ columns: Int) -> Tensor {
        precondition(format == .fp32 && first + rows * columns <= count, "The window lies in the tensor.")
        return Tensor(offset: offset + 4 * first, rows: rows, columns: columns, format: format)
    }
}
