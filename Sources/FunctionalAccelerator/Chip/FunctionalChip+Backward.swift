import Accelerator
import Tensors

extension FunctionalChip {
    /// From the loss to the gradient of the head's operand, this chip's part of the sum.
    mutating func headBackward(targets: [Int], factor: Float) throws(TensorError) -> Tensor {
        guard let logits = kept.logits, let output = kept.output, let summary = kept.summary else {
            throw .unsupported("a backward pass before a forward pass")
        }
        let change = try CrossEntropy.gradient(
            try load(logits), firstToken: firstToken, targets: targets, joined: summary, factor: factor)
        count(vectorOperations: 6 * change.values.count)
        let normal = try normalisation(.lastScale, .lastShift).forward(try load(output))
        let incoming = precision.gradients.rounded(change)
        let result = try multiply(incoming, try needed(.head))
        try addGradient(
            try multiply(incoming, precision.operands.rounded(normal), left: .transposed), of: .head)
        return try keep(result)
    }

    /// From the completed gradient of the head's operand to that of the last layer's output.
    mutating func outputBackward(_ gradient: Tensor) throws(TensorError) {
        guard let output = kept.output else { throw .unsupported("a backward pass before a forward pass") }
        try normalisationBackward(output, gradient, .lastScale, .lastShift, 0, residual: nil)
    }

    /// From the gradient of a layer's output to that of its feed-forward network's operand.
    mutating func feedForwardBackward(_ layer: Int, _ gradient: Tensor) throws(TensorError) -> Tensor {
        let (own, kept) = (firstLayer + layer, kept.layers[layer])
        let activated = try linearBackward(gradient, kept.activated, .down, .downBias, own)
        let inner = try activation.backward(try load(kept.inner), try load(activated))
        count(vectorOperations: 2 * activationOperations * activated.count)
        let middle = try memory.load(kept.middle)
        count(read: middle.values.count)
        let normal = try normalisation(.networkScale, .networkShift, own).forward(middle)
        return try linearBackward(try keep(inner), normal, .up, .upBias, own)
    }

    /// From the gradient of attention's output to that of its operand.
    mutating func attentionBackward(_ layer: Int, _ gradient: Tensor, _ batch: Batch) throws(TensorError) -> Tensor {
        let (own, kept) = (firstLayer + layer, kept.layers[layer])
        let attended = try linearBackward(gradient, kept.attended, .output, .outputBias, own)
        let projected = try scoresBackward(kept, attended, batch)
        let input = try memory.load(kept.input)
        count(read: input.values.count)
        let normal = try normalisation(.attentionScale, .attentionShift, own).forward(input)
        return try linearBackward(projected, normal, .projection, .projectionBias, own)
    }

    /// From the completed gradient of a network's operand to that of the residual stream before it.
    mutating func joinBackward(
        _ layer: Int, network: Bool, _ gradient: Tensor, residual: Tensor
    ) throws(TensorError) {
        let (kept, own) = (kept.layers[layer], firstLayer + layer)
        if network {
            try normalisationBackward(kept.middle, gradient, .networkScale, .networkShift, own, residual: residual)
        } else {
            try normalisationBackward(kept.input, gradient, .attentionScale, .attentionShift, own, residual: residual)
        }
    }

    /// From the gradient of the first layer's input to those of the rows that were looked up.
    mutating func embedBackward(_ tokens: [Int], _ gradient: Tensor, _ batch: Batch) throws(TensorError) {
        guard let training else { throw .unsupported("training on a chip that only infers") }
        let change = try load(gradient)
        for (role, rows) in [(part.embeddings == .tied ? .head : .input, tokens), (.positions, batch.positions)]
            as [(Parameter.Role, [Int])]
        {
            guard let index = index(of: role, 0) else { continue }
            let parameter = parameters[index]
            let place = training.gradients.window(at: parameter.first, parameter.rows, parameter.columns)
            var table = try memory.load(place)
            try table.add(change, at: rows)
            try memory.store(table, in: place)
            // Only the rows move; they count in the activations' format, as when they were looked up.
            count(read: change.values.count, written: change.values.count)
            if role == .positions { count(vectorOperations: 2 * change.values.count) }
        }
    }

    /// Gradients of scores and weighted sums, and back through the rotation: the gradient of the projection's result.
    private mutating func scoresBackward(
        _ kept: Kept.Layer, _ gradient: Tensor, _ batch: Batch
    ) throws(TensorError) -> Matrix {
        let (queries, incoming) = (try load(kept.queries), try load(gradient))
        let (rows, width) = (batch.tokens, kept.cache.keys.columns)
        var change = (
            queries: queries, keys: try Matrix(zeros: batch.rows, width), values: try Matrix(zeros: batch.rows, width)
        )
        for sequence in 0..<batch.sequences {
            let own = sequence * rows..<(sequence + 1) * rows
            let part = try attention.backward(
                try incoming.slice(rows: own), queries: try queries.slice(rows: own),
                keys: try load(kept.cache.keys.slice(rows: own)), values: try load(kept.cache.values.slice(rows: own)),
                probabilities: kept.probabilities[sequence], rounding: precision.operands,
                gradientRounding: precision.gradients, skippingMasked: batch.counting == .causal)
            try change.queries.replace(rowsFrom: own.lowerBound, with: part.queries)
            try change.keys.replace(rowsFrom: own.lowerBound, with: part.keys)
            try change.values.replace(rowsFrom: own.lowerBound, with: part.values)
            count(multiplyAccumulates: 4 * batch.pairs * queries.columns)
            count(vectorOperations: 6 * batch.pairs * attention.heads)
        }
        // Gradients of keys and values lie in memory as those do.
        let keys = try memory.allocate(batch.rows, width, precision.gradients)
        let values = try memory.allocate(batch.rows, width, precision.gradients)
        let turned = try keep(change.queries)
        try store(change.keys, in: keys)
        try store(change.values, in: values)
        var (queryChange, keyChange) = (try load(turned), try load(keys))
        if let rotary {
            queryChange = try rotary.turned(queryChange, positions: batch.positions, reverse: true)
            keyChange = try rotary.turned(keyChange, positions: batch.positions, reverse: true)
            count(vectorOperations: 6 * (queryChange.values.count + keyChange.values.count))
        }
        var all = try Matrix(zeros: batch.rows, queryChange.columns + 2 * width)
        try all.replace(columnsFrom: 0, with: queryChange)
        try all.replace(columnsFrom: queryChange.columns, with: keyChange)
        try all.replace(columnsFrom: queryChange.columns + width, with: try load(values))
        return all
    }

    private mutating func linearBackward(
        _ gradient: Tensor, _ operand: Tensor, _ role: Parameter.Role, _ bias: Parameter.Role, _ layer: Int
    ) throws(TensorError) -> Tensor {
        let operand = try load(operand)
        // A residual sum beside this product passed the gradient on: two operations an element.
        count(vectorOperations: 2 * gradient.count)
        return try linearBackward(try load(gradient), operand, role, bias, layer)
    }

    private mutating func linearBackward(
        _ gradient: Matrix, _ operand: Matrix, _ role: Parameter.Role, _ bias: Parameter.Role, _ layer: Int
    ) throws(TensorError) -> Tensor {
        if try weight(bias, layer) != nil {
            count(vectorOperations: 2 * gradient.values.count)
            try addGradient(gradient.summedRows(), of: bias, layer)
        }
        let incoming = precision.gradients.rounded(gradient)
        try addGradient(
            try multiply(precision.operands.rounded(operand), incoming, left: .transposed), of: role, layer)
        return try keep(try multiply(incoming, try needed(role, layer), right: .transposed))
    }

    private mutating func linearBackward(
        _ gradient: Tensor, _ operand: Matrix, _ role: Parameter.Role, _ bias: Parameter.Role, _ layer: Int
    ) throws(TensorError) -> Tensor {
        try linearBackward(try load(gradient), operand, role, bias, layer)
    }

    /// Replaces the gradient of a normalised operand by that of what was normalised, plus that of the residual.
    private mutating func normalisationBackward(
        _ input: Tensor, _ gradient: Tensor, _ scale: Parameter.Role, _ shift: Parameter.Role, _ layer: Int,
        residual: Tensor?
    ) throws(TensorError) {
        let plain = try memory.load(input)
        let normal = try loadNormalisation(scale, shift, layer)
        var (change, scales, shifts) = try normal.backward(plain, try memory.load(gradient))
        count(vectorOperations: 8 * plain.values.count)
        try addGradient(scales, of: scale, layer)
        try addGradient(shifts, of: shift, layer)
        if let residual { change = try change.adding(try memory.load(residual)) }
        try memory.store(change, in: gradient)
    }
}
