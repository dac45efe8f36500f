import Accelerator

/// What one operation on tensors of known shapes costs.
package struct TensorWork: Hashable, Sendable {
    /// The format that its products are computed in.
    package let format: NumberFormat
    /// Its products.
    package let products: [MatrixProduct]
    /// Elementwise operations beside them.
    package let vectorOperations: UInt128
    /// Bytes of its operands, read once.
    package let bytesRead: UInt128
    /// Bytes of its results, written once.
    package let bytesWritten: UInt128

    /// What an operation costs.
    package init(
        format: NumberFormat, products: [MatrixProduct], vectorOperations: UInt128 = 0, bytesRead: UInt128 = 0,
        bytesWritten: UInt128 = 0
    ) {
        self.format = format
        self.products = products
        self.vectorOperations = vectorOperations
        self.bytesRead = bytesRead
        self.bytesWritten = bytesWritten
    }

    /// Multiply-accumulates of all its products.
    package var multiplyAccumulates: UInt128 { products.reduce(0) { $0 + $1.multiplyAccumulates } }

    /// What it adds to a chip's counters. A trace says kernels, not commands, so no command is counted.
    var counters: Counters {
        var counters = Counters()
        counters[.multiplyAccumulates(format)] = multiplyAccumulates
        counters[.vectorOperations(format.vectorFormat)] = vectorOperations
        counters[.memoryBytesRead] = bytesRead
        counters[.memoryBytesWritten] = bytesWritten
        return counters
    }
}
