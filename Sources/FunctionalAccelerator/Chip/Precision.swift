import Accelerator
import Tensors

/// Which format each kind of value has where commands name one format.
public struct Precision: Hashable, Sendable {
    /// The format that commands name.
    public let format: NumberFormat
    /// Weights, keys, values, and the operands of forward products.
    public let operands: ElementFormat
    /// Gradients as operands of products: FP8 takes more exponent there (arXiv 2209.05433, section 3).
    public let gradients: ElementFormat
    /// Activations and their gradients in memory, and sums on links.
    public let activations: ElementFormat

    /// The formats beside a command's format.
    ///
    /// - Parameter format: FP32, bfloat16, FP8 or INT8.
    /// - Throws: `TensorError.unsupported` for any other.
    public init(_ format: NumberFormat) throws(TensorError) {
        self.format = format
        switch format {
        case .fp32: (operands, gradients, activations) = (.fp32, .fp32, .fp32)
        case .bf16: (operands, gradients, activations) = (.bf16, .bf16, .bf16)
        case .fp8: (operands, gradients, activations) = (.e4m3, .e5m2, .bf16)
        case .int8: (operands, gradients, activations) = (.int8, .int8, .bf16)
        case .fp64, .tf32, .fp16, .fp4, .int4: throw .unsupported("arithmetic in \(format)")
        }
    }
}
