import Accelerator
import Tensors

/// A training run that is really computed, on as many emulated chips as its parallelism has.
///
/// The same step, seed and text give the same bytes everywhere: chips compute in a fixed order, sums have a fixed order,
/// and no library function that may round differently is called.
public struct TrainingRun: Sendable {
    /// The shape of every step.
    public let step: TrainingStep
    /// The replicas; each is the whole model.
    public private(set) var replicas: [Replica]
    /// Steps that are done.
    public private(set) var steps = 0

    /// A run with the weights that a seed gives.
    ///
    /// - Parameters:
    ///   - step: the shape of every step.
    ///   - seed: what the weights start from.
    ///   - capacity: bytes of memory of each chip.
    /// - Throws: `ShapeError` where the model does not divide exactly, `TensorError` where it can't be executed or
    ///   memory is short.
    public init(_ step: TrainingStep, seed: UInt64, capacity: Int = 1 << 30) throws {
        self.step = step
        replicas = try (0..<step.parallelism.data).map { _ in
            try Replica(
                model: step.model, format: step.format, parallelism: step.parallelism, rule: step.rule,
                collectives: step.collectives, seed: seed, capacity: capacity)
        }
    }

    /// What all chips have counted since they were made.
    public var counters: Counters {
        replicas.reduce(.zero) { $1.chips.joined().reduce($0) { $0 + $1.counters } }
    }

    /// One step over a batch: the replicas' gradients are summed, and every chip updates its weights.
    ///
    /// - Parameters:
    ///   - sequences: as many as the step has; each one token longer than the step's sequences, as the last is a target.
    ///   - rate: the learning rate.
    /// - Returns: the mean loss, in nats a token, before the update.
    /// - Throws: `TensorError` where the batch has another shape, a token is outside the vocabulary, memory is short, or
    ///   the loss or a gradient is no longer finite. The run must not go on then.
    public mutating func train(_ sequences: [[Int]], rate: Float) throws(TensorError) -> Float {
        try TensorError.require(sequences.count, is: step.sequences, "the count of sequences")
        for sequence in sequences {
            try TensorError.require(sequence.count, is: step.tokens + 1, "the length of a sequence")
            for token in sequence where !(0..<step.model.vocabulary).contains(token) {
                throw .token(token, vocabulary: step.model.vocabulary)
            }
        }
        let batch = Batch(sequences: step.microBatch, tokens: step.tokens, cached: 0, counting: step.counting)
        let factor = 1 / Float(step.sequences * step.tokens)
        let each = step.sequences / step.parallelism.data
        var loss: Float = 0
        for (start, replica) in zip(stride(from: 0, to: step.sequences, by: each), replicas.indices) {
            for first in stride(from: start, to: start + each, by: step.microBatch) {
                let part = sequences[first..<first + step.microBatch]
                loss += try replicas[replica].pass(
                    part.flatMap { $0.dropLast() }, targets: part.flatMap { $0.dropFirst() }, batch, factor: factor,
                    step.recompute)
            }
        }
        guard loss.isFinite else { throw .notFinite(index: 0) }
        try sumGradients()
        steps += 1
        for replica in replicas.indices {
            for stage in replicas[replica].stages.indices {
                _ = try replicas[replica].stages[stage].each { (chip) throws(TensorError) in
                    try chip.update(Update(step.rule), rate: rate, step: steps)
                }
            }
        }
        return loss
    }

    /// Sums the gradients of each place over the replicas.
    private mutating func sumGradients() throws(TensorError) {
        guard replicas.count > 1 else { return }
        let collective = try LinkCollective(step.collectives, format: .fp32)
        for stage in 0..<step.parallelism.pipeline {
            for rank in 0..<step.parallelism.tensor {
                guard let place = replicas[0].stages[stage].chips[rank].training?.gradients else { continue }
                var buffers: [[Float]] = []
                for replica in replicas {
                    buffers.append(try replica.stages[stage].chips[rank].memory.load(place).values)
                }
                let outcome = try collective.allReduce(buffers)
                for replica in replicas.indices {
                    let sum = try Matrix(1, place.columns, unchecked: outcome.buffers[replica])
                    try replicas[replica].stages[stage].chips[rank].memory.store(sum, in: place)
                    replicas[replica].stages[stage].chips[rank].counters += outcome.counters[replica]
                }
            }
        }
    }
}
