import Accelerator
import Tensors

extension FunctionalChip {
    /// Looks the tokens up: the input of the first layer.
    mutating func embed(_ tokens: [Int], _ batch: Batch) throws(TensorError) -> Tensor {
        // Rows are read one by one, and widened: they count in the activations' format.
        guard let table = index(of: part.embeddings == .tied ? .head : .input, 0) else {
            throw .unsupported("a part without its input")
        }
        var rows = try memory.load(weights[table]).rows(at: tokens)
        count(read: rows.values.count)
        if let positions = index(of: .positions, 0) {
            rows = try rows.adding(try memory.load(weights[positions]).rows(at: batch.positions))
            count(read: rows.values.count)
            count(vectorOperations: rows.values.count)
        }
        return try keep(rows)
    }

    /// Attention of one layer up to its output projection, whose part of the sum is the result.
    mutating func attend(_ layer: Int, _ input: Tensor, _ batch: Batch) throws(TensorError) -> Tensor {
        let own = firstLayer + layer
        let plain = try load(input)
        let normal = try loadNormalisation(.attentionScale, .attentionShift, own).forward(plain)
        count(vectorOperations: 4 * plain.values.count)
        var projected = try multiply(precision.operands.rounded(normal), try needed(.projection, own))
        projected = try biased(projected, .projectionBias, own)
        let (queryWidth, keyWidth) = (
            attention.heads * attention.headDimension, attention.keyValueHeads * attention.headDimension
        )
        var queries = try projected.slice(columns: 0..<queryWidth)
        var keys = try projected.slice(columns: queryWidth..<queryWidth + keyWidth)
        let values = try projected.slice(columns: queryWidth + keyWidth..<queryWidth + 2 * keyWidth)
        if let rotary {
            queries = try rotary.turned(queries, positions: batch.positions)
            keys = try rotary.turned(keys, positions: batch.positions)
            count(vectorOperations: 3 * (queries.values.count + keys.values.count))
        }
        let cache = try cache(of: layer, keyWidth, batch)
        let kept = try keep(queries)
        try write(keys, values, to: cache, batch)

        let (attended, probabilities) = try attend(kept, cache, batch)
        let output = try keep(attended)
        let sum = try multiply(precision.operands.rounded(try load(output)), try needed(.output, own))
        self.kept.layers.append(
            Kept.Layer(
                input: input, queries: kept, cache: cache, probabilities: probabilities, attended: output,
                middle: output, inner: output, activated: output))
        return try keep(sum)
    }

    /// The scores and weighted sums of all sequences.
    private mutating func attend(
        _ queries: Tensor, _ cache: Cache, _ batch: Batch
    ) throws(TensorError) -> (Matrix, [[Matrix]]) {
        let all = try load(queries)
        var attended = all
        var probabilities: [[Matrix]] = []
        for sequence in 0..<batch.sequences {
            let rows = sequence * batch.tokens..<(sequence + 1) * batch.tokens
            let seen = sequence * cache.capacity..<sequence * cache.capacity + batch.cached + batch.tokens
            let (output, weights) = try attention.forward(
                try all.slice(rows: rows), keys: try load(cache.keys.slice(rows: seen)),
                values: try load(cache.values.slice(rows: seen)), rounding: precision.operands,
                skippingMasked: batch.counting == .causal)
            try attended.replace(rowsFrom: rows.lowerBound, with: output)
            probabilities.append(weights)
            count(multiplyAccumulates: 2 * batch.pairs * queries.columns)
            count(vectorOperations: 3 * batch.pairs * attention.heads)
        }
        return (attended, probabilities)
    }

    /// The feed-forward network of one layer, after attention's sum is complete; its part of the sum is the result.
    mutating func feedForward(_ layer: Int, _ middle: Tensor, _ batch: Batch) throws(TensorError) -> Tensor {
        let own = firstLayer + layer
        let plain = try load(middle)
        let normal = try loadNormalisation(.networkScale, .networkShift, own).forward(plain)
        count(vectorOperations: 4 * plain.values.count)
        let up = try multiply(precision.operands.rounded(normal), try needed(.up, own))
        let inner = try keep(try biased(up, .upBias, own))
        let active = try activation.forward(try load(inner))
        count(vectorOperations: activationOperations * active.values.count)
        let activated = try keep(active)
        kept.layers[layer].middle = middle
        kept.layers[layer].inner = inner
        kept.layers[layer].activated = activated
        return try keep(
            try multiply(precision.operands.rounded(try load(activated)), try needed(.down, own)))
    }

    /// Operations of one activated element: exponential, add, divide, multiply, and once more where gated.
    var activationOperations: Int { activation == .gated ? 5 : 4 }

    /// Adds bias and residual to a completed sum, in place; fused with the product, it moves nothing more.
    mutating func addResidual(
        _ residual: Tensor, to sum: Tensor, _ bias: Parameter.Role, _ layer: Int
    ) throws(TensorError) {
        let whole = try biased(try memory.load(sum), bias, firstLayer + layer)
        count(vectorOperations: whole.values.count)
        try memory.store(try whole.adding(try memory.load(residual)), in: sum)
    }

    /// The last normalisation of every row.
    mutating func normaliseOutput(_ output: Tensor) throws(TensorError) -> Matrix {
        let plain = try memory.load(output)
        count(vectorOperations: 4 * plain.values.count)
        return try loadNormalisation(.lastScale, .lastShift).forward(plain)
    }

    /// The logits of some rows of the last layer's output, and their summary for the softmax.
    mutating func logits(
        of output: Tensor, rows: [Int], targets: [Int]
    ) throws(TensorError) -> (logits: Tensor, summary: Matrix) {
        let normal = try normaliseOutput(output).rows(at: rows)
        count(read: normal.values.count)
        let tensor = try keep(
            try multiply(precision.operands.rounded(normal), try needed(.head), right: .transposed))
        let logits = try memory.load(tensor)
        count(vectorOperations: 3 * logits.values.count)
        kept.output = output
        kept.logits = tensor
        return (tensor, try CrossEntropy.summary(logits, firstToken: firstToken, targets: targets))
    }

    /// Adds a bias where the model has one: one operation an element.
    private mutating func biased(
        _ matrix: Matrix, _ role: Parameter.Role, _ layer: Int
    ) throws(TensorError) -> Matrix {
        guard let bias = try weight(role, layer) else { return matrix }
        count(vectorOperations: matrix.values.count)
        return try matrix.adding(row: bias.values)
    }

    /// The layer's cache: a server's, or one for this pass.
    private mutating func cache(of layer: Int, _ width: Int, _ batch: Batch) throws(TensorError) -> Cache {
        if !cache.isEmpty { return cache[layer] }
        return Cache(
            keys: try memory.allocate(batch.rows, width, precision.operands),
            values: try memory.allocate(batch.rows, width, precision.operands), capacity: batch.tokens)
    }

    private mutating func write(
        _ keys: Matrix, _ values: Matrix, to cache: Cache, _ batch: Batch
    ) throws(TensorError) {
        for sequence in 0..<batch.sequences {
            let rows = sequence * batch.tokens..<(sequence + 1) * batch.tokens
            let first = sequence * cache.capacity + batch.cached
            let place = first..<first + batch.tokens
            try store(try keys.slice(rows: rows), in: cache.keys.slice(rows: place))
            try store(try values.slice(rows: rows), in: cache.values.slice(rows: place))
        }
    }
}
