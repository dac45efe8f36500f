import Accelerator

extension OperationTable {
    /// Operations for each element of the largest tensor, for names without a product: the accelerator's own counts
    /// (`Specs/Accelerator.md`, AC-10), and one where it has none.
    static let elementwise: [String: UInt128] = {
        var table: [String: UInt128] = [:]
        for name in [
            "add", "add_", "sub", "sub_", "rsub", "mul", "mul_", "div", "div_", "neg", "exp", "sqrt", "rsqrt", "pow",
            "relu", "relu_", "clamp_min", "clamp_min_", "threshold_backward", "sum", "mean", "_foreach_add_",
            "_foreach_mul_", "_foreach_div_", "_foreach_sqrt", "masked_fill", "masked_fill_", "where",
            "adaptive_avg_pool2d", "max_pool2d", "max_pool2d_with_indices", "nll_loss_forward",
        ] {
            table[name] = 1
        }
        for name in ["addcmul", "addcmul_", "addcdiv", "addcdiv_", "_foreach_addcmul_", "_foreach_addcdiv_", "lerp_"] {
            table[name] = 2
        }
        for name in ["softmax", "_softmax", "log_softmax", "_log_softmax", "_softmax_backward_data"] { table[name] = 3 }
        table["_log_softmax_backward_data"] = 3
        for name in [
            "gelu", "silu", "silu_", "sigmoid", "tanh", "batch_norm", "native_batch_norm", "cudnn_batch_norm",
            "layer_norm", "native_layer_norm", "group_norm", "native_group_norm", "rms_norm",
        ] {
            table[name] = 4
        }
        for name in [
            "gelu_backward", "silu_backward", "sigmoid_backward", "tanh_backward", "native_batch_norm_backward",
            "cudnn_batch_norm_backward", "native_layer_norm_backward", "native_group_norm_backward",
        ] {
            table[name] = 8
        }
        return table
    }()

    /// What an elementwise operation costs; nil where no operand has a format of the accelerator.
    static func elementwiseWork(of node: TraceNode, each: UInt128) -> TensorWork? {
        let (inputs, outputs) = (node.inputs.flatMap(\.tensors), node.outputs.flatMap(\.tensors))
        guard let format = (inputs + outputs).compactMap({ $0.type?.format }).first else { return nil }
        // Lists are many tensors, of which each is worked on; otherwise the largest one sets the size.
        var elements: UInt128 = 0
        if case .list(let tensors)? = node.inputs.first {
            elements = tensors.reduce(0) { $0 + UInt128($1.elements) }
        } else {
            elements = UInt128((inputs + outputs).map(\.elements).max() ?? 0)
        }
        return TensorWork(
            format: format, products: [], vectorOperations: elements * each,
            bytesRead: inputs.reduce(0) { $0 + $1.bytes }, bytesWritten: outputs.reduce(0) { $0 + $1.bytes })
    }
}
