/// A product of matrices: `batch` times (rows × inner) · (inner × columns).
///
/// Convolutions and attention scores are products too; their shapes are reduced to this one.
package struct MatrixProduct: Hashable, Sendable {
    /// The most that one dimension may be: 2^40.
    package static let mostEachDimension: UInt64 = 1 << 40

    /// How many products.
    package let batch: UInt64
    /// Rows of the left operand.
    package let rows: UInt64
    /// Columns of the left operand, and rows of the right one.
    package let inner: UInt64
    /// Columns of the right operand.
    package let columns: UInt64

    /// Multiply-accumulates; at most 2^96.
    package let multiplyAccumulates: UInt128

    /// A product.
    ///
    /// - Throws: `RecordFault` where a dimension is zero or above 2^40, or the product above 2^96.
    init(batch: UInt64 = 1, rows: UInt64, inner: UInt64, columns: UInt64) throws(RecordFault) {
        var product: UInt128 = 1
        for dimension in [batch, rows, inner, columns] {
            guard dimension > 0 else {
                throw RecordFault("shapes", "a dimension of a product is zero: there is nothing to multiply")
            }
            guard dimension <= MatrixProduct.mostEachDimension else {
                throw RecordFault(
                    "shapes", "a dimension of a product is \(dimension), above 2^40: no tensor is so long")
            }
            // Each factor is at most 2^40 and the product before it at most 2^96, so nothing exceeds 128 bits…
            let (next, overflow) = product.multipliedReportingOverflow(by: UInt128(dimension))
            // …but for the last one, which this refuses.
            guard !overflow, next <= 1 << 96 else {
                throw RecordFault("shapes", "the product has more than 2^96 multiply-accumulates: the shapes overflow")
            }
            product = next
        }
        (self.batch, self.rows, self.inner, self.columns) = (batch, rows, inner, columns)
        multiplyAccumulates = product
    }
}
