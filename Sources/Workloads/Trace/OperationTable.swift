import Accelerator

/// What operations of PyTorch's traces cost, from their shapes.
///
/// Products are counted by their shapes alone, as they are executed: scores over every pair, masked ones included.
/// Elementwise operations are counted for the names in `elementwise`; every other name is left unmetered, and is said.
enum OperationTable {
    /// What a node costs.
    ///
    /// - Returns: nil where the name has no rule, or the trace lacks what the rule needs.
    /// - Throws: `RecordFault` where the shapes can't be those of such an operation.
    static func work(of node: TraceNode) throws(RecordFault) -> TensorWork? {
        guard node.name.hasPrefix("aten::") else { return nil }
        let name = String(node.name.dropFirst("aten::".count))
        guard let found = try products(name, node) else {
            return elementwise[name].flatMap { elementwiseWork(of: node, each: $0) }
        }
        guard let format = found.format else { return nil }
        var (read, written) = (UInt128(0), UInt128(0))
        for tensor in node.inputs.flatMap(\.tensors) { read += tensor.bytes }
        for tensor in node.outputs.flatMap(\.tensors) { written += tensor.bytes }
        return TensorWork(
            format: format, products: found.products, vectorOperations: found.vectorOperations, bytesRead: read,
            bytesWritten: written)
    }

    /// The products of an operation, and what it does beside them.
    struct Products {
        /// The format of the operands; nil where the accelerator has none.
        let format: NumberFormat?
        /// The products.
        let products: [MatrixProduct]
        /// Elementwise operations beside them.
        var vectorOperations: UInt128 = 0
    }

    private static func products(_ name: String, _ node: TraceNode) throws(RecordFault) -> Products? {
        switch name {
        case "mm", "_int_mm", "_scaled_mm": try matrices(node, 0, 1, rank: 2)
        case "addmm", "addmm_", "_addmm_activation": try matrices(node, 1, 2, rank: 2, addsFirst: true)
        case "bmm": try matrices(node, 0, 1, rank: 3)
        case "baddbmm", "baddbmm_": try matrices(node, 1, 2, rank: 3, addsFirst: true)
        case "matmul", "mv", "dot", "vdot": try matmul(node, 0, 1)
        case "addmv", "addmv_": try matmul(node, 1, 2)
        case "linear": try linear(node)
        case "conv1d", "conv2d", "conv3d", "convolution", "_convolution", "convolution_overrideable",
            "cudnn_convolution", "miopen_convolution", "mkldnn_convolution", "_conv_depthwise2d", "thnn_conv2d":
            try convolution(name, node)
        case "conv_transpose1d", "conv_transpose2d", "conv_transpose3d", "cudnn_convolution_transpose":
            try convolution(name, node)
        case "convolution_backward": try convolutionBackward(node)
        case "scaled_dot_product_attention", "_scaled_dot_product_flash_attention",
            "_scaled_dot_product_efficient_attention", "_scaled_dot_product_cudnn_attention",
            "_scaled_dot_product_flash_attention_for_cpu", "_scaled_dot_product_attention_math":
            try attention(node, first: 0, isBackward: false)
        case "_scaled_dot_product_flash_attention_backward", "_scaled_dot_product_efficient_attention_backward",
            "_scaled_dot_product_cudnn_attention_backward", "_scaled_dot_product_flash_attention_for_cpu_backward":
            try attention(node, first: 1, isBackward: true)
        default: nil
        }
    }
}
