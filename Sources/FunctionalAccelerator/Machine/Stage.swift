import Accelerator
import Tensors

/// The chips of one pipeline stage of one replica; they divide every layer, and compute in step.
struct Stage: Sendable {
    var chips: [FunctionalChip]
    let collective: LinkCollective

    private var layers: Range<Int> { 0..<chips[0].part.layers }
    private var precision: Precision { chips[0].precision }

    /// What `forward` starts from.
    enum Input: Sendable {
        case tokens([Int])
        case activations(Matrix)
    }

    /// Every chip's tensor of the same shape.
    typealias Tensors = [Tensor]

    /// Looks tokens up, or takes what came over the links: the first layer's input, at every chip.
    mutating func start(_ input: Input, _ batch: Batch) throws(TensorError) -> Tensors {
        try each { (chip) throws(TensorError) in
            chip.kept = FunctionalChip.Kept()
            return switch input {
            case .tokens(let tokens): try chip.embed(tokens, batch)
            case .activations(let matrix): try chip.receive(matrix)
            }
        }
    }

    /// Computes all layers and forgets their operands, which the backward pass will compute again.
    mutating func forwardForgetting(_ stream: inout Tensors, _ batch: Batch) throws(TensorError) {
        let marks = chips.map(\.memory.used)
        try forwardLayers(&stream, batch)
        for rank in chips.indices {
            let output = try chips[rank].memory.load(stream[rank])
            chips[rank].kept.layers = []
            chips[rank].memory.release(to: marks[rank])
            stream[rank] = try chips[rank].memory.allocate(output.rows, output.columns, precision.activations)
            try chips[rank].memory.store(output, in: stream[rank])
        }
    }

    /// Computes all layers from their input.
    mutating func forwardLayers(_ stream: inout Tensors, _ batch: Batch) throws(TensorError) {
        for layer in layers {
            var sum = try each(stream) { (chip, input) throws(TensorError) in try chip.attend(layer, input, batch) }
            try complete(sum)
            try addResidual(stream, to: sum, .outputBias, layer)
            stream = sum
            sum = try each(stream) { (chip, middle) throws(TensorError) in
                try chip.feedForward(layer, middle, batch)
            }
            try complete(sum)
            try addResidual(stream, to: sum, .downBias, layer)
            stream = sum
        }
    }

    /// Computes gradients from that of the last layer's output; the result is that of the first layer's input.
    mutating func backwardLayers(_ gradient: Tensors, _ batch: Batch) throws(TensorError) -> Tensors {
        var stream = gradient
        for layer in layers.reversed() {
            for network in [true, false] {
                let change = try each(stream) { (chip, gradient) throws(TensorError) in
                    network
                        ? try chip.feedForwardBackward(layer, gradient)
                        : try chip.attentionBackward(layer, gradient, batch)
                }
                try complete(change)
                for rank in chips.indices {
                    try chips[rank].joinBackward(layer, network: network, change[rank], residual: stream[rank])
                }
                stream = change
            }
        }
        return stream
    }

    /// Sums each chip's part, so that every chip has the whole.
    mutating func complete(_ parts: Tensors) throws(TensorError) {
        guard chips.count > 1 else { return }
        var buffers: [[Float]] = []
        for rank in chips.indices { buffers.append(try chips[rank].memory.load(parts[rank]).values) }
        let outcome = try collective.allReduce(buffers)
        for rank in chips.indices {
            let whole = try Matrix(parts[rank].rows, parts[rank].columns, unchecked: outcome.buffers[rank])
            try chips[rank].memory.store(whole, in: parts[rank])
            chips[rank].counters += outcome.counters[rank]
        }
    }

    /// Does the same on every chip.
    mutating func each<Result>(
        _ body: (inout FunctionalChip) throws(TensorError) -> Result
    ) throws(TensorError) -> [Result] {
        var results: [Result] = []
        for rank in chips.indices { results.append(try body(&chips[rank])) }
        return results
    }

    private mutating func each(
        _ inputs: Tensors, _ body: (inout FunctionalChip, Tensor) throws(TensorError) -> Tensor
    ) throws(TensorError) -> Tensors {
        var results: Tensors = []
        for rank in chips.indices { results.append(try body(&chips[rank], inputs[rank])) }
        return results
    }

    private mutating func addResidual(
        _ residual: Tensors, to sum: Tensors, _ bias: Parameter.Role, _ layer: Int
    ) throws(TensorError) {
        for rank in chips.indices { try chips[rank].addResidual(residual[rank], to: sum[rank], bias, layer) }
    }
}

extension FunctionalChip {
    /// Writes what came over a link.
    mutating func receive(_ matrix: Matrix) throws(TensorError) -> Tensor {
        let tensor = try keep(matrix)
        counters[.linkBytesReceived] += UInt128(tensor.count * tensor.format.byteCount)
        return tensor
    }

    /// Reads what goes over a link.
    mutating func send(_ tensor: Tensor) throws(TensorError) -> Matrix {
        counters[.linkBytesSent] += UInt128(tensor.count * tensor.format.byteCount)
        return try load(tensor)
    }
}
