/// One step of training: forward and backward passes over a batch in micro-batches, then an update of the weights.
public struct TrainingStep: Hashable, Sendable {
    /// The model.
    public let model: Transformer
    /// Format of matrix operands and weights.
    public let format: NumberFormat
    /// Sequences in the whole batch, over all replicas.
    public let sequences: Int
    /// Sequences that a replica computes at once.
    public let microBatch: Int
    /// Tokens of each sequence.
    public let tokens: Int
    /// How the work is divided.
    public let parallelism: Parallelism
    /// Whether activations are recomputed.
    public let recompute: Recompute
    /// The rule of the update.
    public let rule: OptimiserStep.Rule
    /// How collectives travel.
    public let collectives: Collective.Algorithm

    /// Pairs that the attention kernel computes.
    public var counting: AttentionCounting { pass.counting }

    private let pass: Pass

    /// A step.
    ///
    /// - Parameters:
    ///   - model: the model.
    ///   - format: format of matrix operands and weights.
    ///   - sequences: sequences in the whole batch; a multiple of replicas × micro-batch.
    ///   - microBatch: sequences that a replica computes at once.
    ///   - tokens: tokens of each sequence.
    ///   - parallelism: how the work is divided.
    ///   - recompute: whether activations are recomputed.
    ///   - rule: the rule of the update.
    ///   - collectives: how collectives travel.
    ///   - counting: pairs that the attention kernel computes.
    /// - Throws: `ShapeError` where a number is out of range, or the batch does not divide.
    public init(
        model: Transformer, format: NumberFormat, sequences: Int, microBatch: Int = 1, tokens: Int,
        parallelism: Parallelism = .single, recompute: Recompute = .none, rule: OptimiserStep.Rule = .adamW,
        collectives: Collective.Algorithm = .ring, counting: AttentionCounting
    ) throws(ShapeError) {
        pass = try Pass(model: model, batch: microBatch, tokens: tokens, counting: counting)
        try ShapeError.require(sequences, in: 1...(1 << 32), .batch)
        try ShapeError.require(parallelism.data, divides: sequences, .dataParallel, "the batch")
        try ShapeError.require(
            microBatch, divides: sequences / parallelism.data, .microBatch, "the replica's share of the batch")
        try ShapeError.require(parallelism.pipeline, in: 1...model.layers, .pipelineParallel)
        // Chips send a micro-batch's activations.
        let activations = UInt128(microBatch) * UInt128(tokens) * UInt128(model.width)
        try ShapeError.requireBuffer(format.vectorFormat.bytes(activations))
        self.model = model
        self.format = format
        self.sequences = sequences
        self.microBatch = microBatch
        self.tokens = tokens
        self.parallelism = parallelism
        self.recompute = recompute
        self.rule = rule
        self.collectives = collectives
    }

    /// What one chip executes in the step. All replicas execute the same.
    ///
    /// Arithmetic and memory traffic are the model's, divided evenly; pipeline stages of uneven weight are averaged.
    /// Tensor parallelism sums activations twice a layer in each direction (arXiv 1909.08053, section 3). Stages pass
    /// whole activations on. Replicas sum gradients in FP32 once a step (no sharding of the optimiser's state).
    ///
    /// - Parameters:
    ///   - tensorRank: the chip's place in its tensor-parallel group.
    ///   - stage: its pipeline stage.
    /// - Returns: the chip's commands.
    /// - Throws: `ShapeError` where the place lies outside the parallelism.
    public func commands(tensorRank: Int = 0, stage: Int = 0) throws(ShapeError) -> CommandStream {
        try ShapeError.require(tensorRank, in: 0...(parallelism.tensor - 1), .tensorParallel)
        try ShapeError.require(stage, in: 0...(parallelism.pipeline - 1), .pipelineParallel)
        let shard = try Shard(stage * parallelism.tensor + tensorRank, of: parallelism.modelChips)
        let activations = UInt64(microBatch) * UInt64(tokens) * UInt64(model.width)
        let bytes = UInt64(format.vectorFormat.bytes(UInt128(activations)))

        var body = [Command(.forward(pass), format: format, shard: shard)]
        let layerShard = try Shard(stage, of: parallelism.pipeline)
        let layers = Int(layerShard.share(of: UInt128(model.layers)))
        let sum = Command(
            .collective(
                try Collective(
                    .allReduce, bytes: bytes, ranks: parallelism.tensor, algorithm: collectives,
                    repetitions: 2 * layers)),
            format: format)
        if parallelism.tensor > 1 { body.append(sum) }
        let (hasPrevious, hasNext) = (stage > 0, stage < parallelism.pipeline - 1)
        if parallelism.pipeline > 1 { body.append(transfer(bytes, sends: hasNext, receives: hasPrevious)) }
        body.append(Command(.backward(pass, recompute: recompute), format: format, shard: shard))
        if parallelism.tensor > 1 { body.append(sum) }
        if parallelism.pipeline > 1 { body.append(transfer(bytes, sends: hasPrevious, receives: hasNext)) }

        let parameters = model.parameters.total
        let mine = shard.share(of: parameters)
        var tail: [Command] = []
        if parallelism.data > 1 {
            let gradients = try Collective(
                .allReduce, bytes: UInt64(NumberFormat.fp32.bytes(mine)), ranks: parallelism.data,
                algorithm: collectives)
            tail.append(Command(.collective(gradients), format: .fp32))
        }
        let update = OptimiserStep(parameters: UInt64(mine), rule: rule)
        tail.append(Command(.optimiserStep(update), format: format))
        return CommandStream(body, repetitions: sequences / parallelism.data / microBatch, tail: tail)
    }

    func transfer(_ bytes: UInt64, sends: Bool, receives: Bool) -> Command {
        Command(
            .sendReceive(sent: sends ? bytes : 0, received: receives ? bytes : 0, repetitions: 1), format: format)
    }
}
