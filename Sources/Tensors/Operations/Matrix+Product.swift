import CKernels

extension Matrix {
    /// Which way round an operand of a product is read.
    public enum Orientation: Hashable, Sendable {
        /// As it lies.
        case plain
        /// Rows as columns.
        case transposed
    }

    /// The matrix product: every element one chain of FP32 fused multiply-adds, in ascending order of the inner index.
    ///
    /// The order makes the bytes the same on every machine, and makes a row's result independent of the rows beside it.
    ///
    /// - Parameters:
    ///   - other: the right operand.
    ///   - left: how this matrix, the left operand, is read.
    ///   - right: how the right operand is read.
    ///   - variant: which variant of the kernel, below `productVariants`; nil is the fastest. All give the same bytes.
    /// - Returns: the product.
    /// - Throws: `TensorError` where inner dimensions differ, the result is too large, or memory is short.
    public func product(
        _ other: Matrix, left: Orientation = .plain, right: Orientation = .plain, variant: Int? = nil
    ) throws(TensorError) -> Matrix {
        let (rows, inner) = left == .plain ? (rows, columns) : (columns, self.rows)
        let (otherInner, columns) = right == .plain ? (other.rows, other.columns) : (other.columns, other.rows)
        try TensorError.require(otherInner, is: inner, "the inner dimension of the right operand")
        var result = try Matrix(zeros: rows, columns)
        let window = ProductWindow(
            rows: rows, columns: columns, inner: inner,
            left: .init(at: 0, of: self, left), right: .init(at: 0, of: other, right), resultStart: 0,
            resultStride: columns)
        try window.multiply(values, other.values, into: &result.values, variant: variant)
        return result
    }

    /// How many variants of the kernel this processor can run.
    public static var productVariants: Int { Int(interlock_product_variants()) }
}

/// A product of parts of matrices, where they lie.
struct ProductWindow {
    /// Where an operand's first element is, and how far apart its rows and columns are.
    struct Operand {
        let start: Int
        let row: Int
        let column: Int

        init(start: Int, row: Int, column: Int) { (self.start, self.row, self.column) = (start, row, column) }

        init(at start: Int, of matrix: Matrix, _ orientation: Matrix.Orientation) {
            switch orientation {
            case .plain: self.init(start: start, row: matrix.columns, column: 1)
            case .transposed: self.init(start: start, row: 1, column: matrix.columns)
            }
        }

        fileprivate func end(_ rows: Int, _ columns: Int) -> Int {
            start + (rows - 1) * row + (columns - 1) * column
        }
    }

    let rows: Int
    let columns: Int
    let inner: Int
    let left: Operand
    let right: Operand
    let resultStart: Int
    let resultStride: Int

    private static let fastest = Matrix.productVariants - 1

    /// Multiplies; sound because every element that the kernel touches lies in the arrays, which are checked here and
    /// outlive the call.
    func multiply(
        _ left: [Float], _ right: [Float], into result: inout [Float], accumulating: Bool = false, variant: Int? = nil
    ) throws(TensorError) {
        let variant = variant ?? Self.fastest
        precondition((0...Self.fastest).contains(variant), "The variant is one that the processor can run.")
        precondition(min(rows, columns, inner) > 0, "A product has no dimension of zero.")
        precondition(self.left.end(rows, inner) < left.count, "The left operand lies in its array.")
        precondition(self.right.end(inner, columns) < right.count, "The right operand lies in its array.")
        precondition(
            resultStride >= columns && resultStart + (rows - 1) * resultStride + columns <= result.count,
            "The result lies in its array.")
        let done = unsafe left.withUnsafeBufferPointer { left in
            unsafe right.withUnsafeBufferPointer { right in
                unsafe result.withUnsafeMutableBufferPointer { result -> Bool in
                    guard let a = left.baseAddress, let b = right.baseAddress, let c = result.baseAddress else {
                        return false
                    }
                    return unsafe interlock_product(
                        Int32(variant), rows, columns, inner, a + self.left.start, self.left.row, self.left.column,
                        b + self.right.start, self.right.row, self.right.column, c + resultStart, resultStride,
                        accumulating)
                }
            }
        }
        guard done else { throw .outOfMemory }
    }
}
