import Accelerator
import Tensors

/// Inference that is really computed: a batch of equal prompts, with keys and values cached in the chips' memory.
public struct Generation: Sendable {
    /// The chips.
    public private(set) var replica: Replica
    /// Sequences that are answered together.
    public let sequences: Int
    /// Tokens that each sequence's cache has room for.
    public let capacity: Int
    /// Pairs that the attention kernel computes.
    public let counting: AttentionCounting
    /// Tokens in each sequence's cache.
    public private(set) var cachedTokens = 0

    /// An empty cache on the chips of a replica.
    ///
    /// - Parameters:
    ///   - replica: the chips; their weights stay as they are.
    ///   - sequences: sequences that are answered together.
    ///   - capacity: tokens that each has room for.
    ///   - counting: pairs that the attention kernel computes.
    /// - Throws: `TensorError` where memory is short, or a number is not positive.
    public init(
        _ replica: Replica, sequences: Int = 1, capacity: Int, counting: AttentionCounting
    ) throws(TensorError) {
        self.replica = replica
        (self.sequences, self.capacity, self.counting) = (sequences, capacity, counting)
        let rows = try Matrix.count(sequences, capacity)
        for stage in self.replica.stages.indices {
            _ = try self.replica.stages[stage].each { (chip) throws(TensorError) in
                try chip.openCache(rows: rows, capacity: capacity)
            }
        }
    }

    /// Computes prompts, or further pieces of them.
    ///
    /// - Parameters:
    ///   - prompts: one for each sequence, all of one length.
    ///   - logits: for which tokens logits are wanted.
    /// - Returns: for each sequence one row of logits a wanted token.
    /// - Throws: `TensorError` where shapes differ, the cache is full, or a token is outside the vocabulary.
    public mutating func prefill(
        _ prompts: [[Int]], logits: Prefill.Logits = .lastToken
    ) throws(TensorError) -> [Matrix] {
        try forward(prompts, logits, .prefill)
    }

    /// One more token for each sequence.
    ///
    /// - Parameter tokens: the last token of each sequence.
    /// - Returns: for each sequence the row of logits of the token after it.
    /// - Throws: as `prefill`.
    public mutating func decode(_ tokens: [Int]) throws(TensorError) -> [Matrix] {
        try forward(tokens.map { [$0] }, .lastToken, .decode)
    }

    private mutating func forward(
        _ prompts: [[Int]], _ logits: Prefill.Logits, _ kind: CommandKind
    ) throws(TensorError) -> [Matrix] {
        try TensorError.require(prompts.count, is: sequences, "the count of prompts")
        let length = prompts[0].count
        for prompt in prompts { try TensorError.require(prompt.count, is: length, "the length of a prompt") }
        guard length > 0 else { throw .zeroSized(rows: sequences, columns: 0) }
        guard length <= capacity - cachedTokens else {
            throw .mismatch("the count of tokens", expected: capacity - cachedTokens, found: length)
        }
        let batch = Batch(sequences: sequences, tokens: length, cached: cachedTokens, counting: counting)
        let marks = replica.memoryMarks
        defer { replica.release(to: marks) }
        var carried = Stage.Input.tokens(prompts.flatMap { $0 })
        var result: Matrix?
        for stage in replica.stages.indices {
            var stream = try replica.stages[stage].start(carried, batch)
            try replica.stages[stage].forwardLayers(&stream, batch)
            replica.count(kind, at: stage)
            if replica.stages.count > 1 { replica.count(.sendReceive, at: stage) }
            if stage < replica.stages.count - 1 {
                carried = .activations(try replica.send(stream, from: stage))
            } else {
                let rows = (0..<batch.rows).filter { logits == .everyToken || $0 % length == length - 1 }
                result = try replica.stages[stage].gatheredLogits(of: stream, rows: rows)
            }
        }
        cachedTokens += length
        guard let result else { throw .zeroSized(rows: 0, columns: 0) }
        let each = result.rows / sequences
        var answers: [Matrix] = []
        for sequence in 0..<sequences {
            answers.append(try result.slice(rows: sequence * each..<(sequence + 1) * each))
        }
        return answers
    }
}

extension FunctionalChip {
    /// Makes room for keys and values of each layer.
    mutating func openCache(rows: Int, capacity: Int) throws(TensorError) {
        let width = attention.keyValueHeads * attention.headDimension
        cache = []
        for _ in 0..<part.layers {
            cache.append(
                Cache(
                    keys: try memory.allocate(rows, width, precision.operands),
                    values: try memory.allocate(rows, width, precision.operands), capacity: capacity))
        }
    }
}

extension Stage {
    /// The logits of some rows over the whole vocabulary, gathered from the chips.
    mutating func gatheredLogits(of output: [Tensor], rows: [Int]) throws(TensorError) -> Matrix {
        let targets = [Int](repeating: 0, count: rows.count)
        var parts: [Matrix] = []
        for rank in chips.indices {
            let tensor = try chips[rank].logits(of: output[rank], rows: rows, targets: targets).logits
            parts.append(try chips[rank].memory.load(tensor))
        }
        guard chips.count > 1 else { return parts[0] }
        let outcome = try collective.allGather(parts.map(\.values))
        var whole = try Matrix(zeros: rows.count, parts[0].columns * chips.count)
        for rank in chips.indices {
            chips[rank].counters += outcome.counters[rank]
            try whole.replace(columnsFrom: rank * parts[0].columns, with: parts[rank])
        }
        return whole
    }
}
