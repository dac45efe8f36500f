import Accelerator
import Tensors

extension Replica {
    /// One micro-batch forward and back; gradients are added to those that are there.
    ///
    /// - Parameters:
    ///   - inputs: tokens, sequence after sequence.
    ///   - targets: the token that follows each.
    ///   - batch: the shape of the micro-batch.
    ///   - factor: one divided by the tokens of the whole batch.
    ///   - recompute: whether the backward pass computes the layers again.
    /// - Returns: the micro-batch's part of the mean loss, in nats a token.
    /// - Throws: `TensorError` where memory is short, or a token is outside the vocabulary.
    mutating func pass(
        _ inputs: [Int], targets: [Int], _ batch: Batch, factor: Float, _ recompute: Recompute
    ) throws(TensorError) -> Float {
        let marks = memoryMarks
        defer { release(to: marks) }
        var starts: [[Tensor]] = []
        var carried = Stage.Input.tokens(inputs)
        var loss: Float = 0
        for stage in stages.indices {
            var stream = try stages[stage].start(carried, batch)
            starts.append(stream)
            switch recompute {
            case .none: try stages[stage].forwardLayers(&stream, batch)
            case .full: try stages[stage].forwardForgetting(&stream, batch)
            }
            count(.forward, at: stage)
            if stage < stages.count - 1 {
                carried = .activations(try send(stream, from: stage))
            } else {
                loss = try stages[stage].loss(of: stream, targets: targets, factor: factor)
            }
            if stages.count > 1 { count(.sendReceive, at: stage) }
        }
        var gradient: Matrix?
        for stage in stages.indices.reversed() {
            gradient = try backward(
                stage, from: gradient, start: starts[stage], inputs: inputs, targets: targets, batch, factor: factor,
                recompute)
        }
        return loss
    }

    /// One stage's backward pass; the result is what it sends to the stage before.
    private mutating func backward(
        _ stage: Int, from gradient: Matrix?, start: [Tensor], inputs: [Int], targets: [Int], _ batch: Batch,
        factor: Float, _ recompute: Recompute
    ) throws(TensorError) -> Matrix? {
        if recompute == .full { try stages[stage].recompute(start, inputs: stage == 0 ? inputs : nil, batch) }
        var stream: [Tensor]
        if let gradient {
            stream = try stages[stage].each { (chip) throws(TensorError) in try chip.receive(gradient) }
        } else {
            stream = try stages[stage].lossBackward(targets: targets, factor: factor)
        }
        stream = try stages[stage].backwardLayers(stream, batch)
        count(.backward, at: stage)
        if stages.count > 1 { count(.sendReceive, at: stage) }
        if stage > 0 { return try send(stream, from: stage) }
        for rank in stream.indices {
            try stages[stage].chips[rank].embedBackward(inputs, stream[rank], batch)
        }
        return nil
    }
}

extension Stage {
    /// The loss, from the last layer's output; each chip has its part of the vocabulary.
    mutating func loss(of output: [Tensor], targets: [Int], factor: Float) throws(TensorError) -> Float {
        var summaries: [Matrix] = []
        for rank in chips.indices {
            let rows = Array(0..<output[rank].rows)
            summaries.append(try chips[rank].logits(of: output[rank], rows: rows, targets: targets).summary)
        }
        if chips.count > 1 {
            let gathered = try LinkCollective(collective.algorithm, format: .fp32).allGather(summaries.map(\.values))
            for rank in chips.indices { chips[rank].counters += gathered.counters[rank] }
        }
        let joined = try CrossEntropy.joined(summaries)
        var loss: Float = 0
        for row in 0..<joined.rows { loss += joined.values[row * 3 + 2] }
        for rank in chips.indices { chips[rank].kept.summary = joined }
        return loss * factor
    }

    /// From the loss to the gradient of the last layer's output.
    mutating func lossBackward(targets: [Int], factor: Float) throws(TensorError) -> [Tensor] {
        let gradient = try each { (chip) throws(TensorError) in
            try chip.headBackward(targets: targets, factor: factor)
        }
        try complete(gradient)
        for rank in chips.indices { try chips[rank].outputBackward(gradient[rank]) }
        return gradient
    }

    /// Computes the layers again, but not the head.
    mutating func recompute(_ start: [Tensor], inputs: [Int]?, _ batch: Batch) throws(TensorError) {
        var stream = start
        if let inputs {
            stream = try each { (chip) throws(TensorError) in try chip.embed(inputs, batch) }
        }
        try forwardLayers(&stream, batch)
        for rank in chips.indices where chips[rank].part.holdsOutput {
            _ = try chips[rank].normaliseOutput(stream[rank])
        }
    }
}
