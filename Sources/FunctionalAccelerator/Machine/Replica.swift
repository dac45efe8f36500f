import Accelerator
import Tensors

/// The chips that hold one copy of a model: stages one behind the other, each of as many chips as divide a layer.
public struct Replica: Sendable {
    /// The whole model.
    public let model: Transformer
    var stages: [Stage]

    /// Chips with the weights that a seed gives.
    ///
    /// - Parameters:
    ///   - model: the model; of grouped attention and dense networks, its positions rotary, learned or none.
    ///   - format: FP32, bfloat16, FP8 or INT8.
    ///   - parallelism: how the model is divided; its data degree pads gradients.
    ///   - rule: how weights are updated; nil for chips that only infer.
    ///   - collectives: how collectives travel.
    ///   - seed: what the weights start from.
    ///   - capacity: bytes of memory of each chip.
    /// - Throws: `ShapeError` where the model does not divide exactly, `TensorError` where it can't be executed or
    ///   memory is short.
    public init(
        model: Transformer, format: NumberFormat, parallelism: Parallelism = .single, rule: OptimiserStep.Rule?,
        collectives: Collective.Algorithm = .ring, seed: UInt64, capacity: Int
    ) throws {
        self.model = model
        let precision = try Precision(format)
        let collective = try LinkCollective(collectives, format: precision.activations)
        stages = try (0..<parallelism.pipeline).map { stage in
            Stage(
                chips: try (0..<parallelism.tensor).map { rank in
                    try FunctionalChip(
                        model: model, precision: precision, parallelism: parallelism, stage: stage, tensorRank: rank,
                        rule: rule, seed: seed, capacity: capacity)
                }, collective: collective)
        }
    }

    /// The chips, by stage and place in it.
    public var chips: [[FunctionalChip]] { stages.map(\.chips) }

    var memoryMarks: [[Int]] { stages.map { $0.chips.map(\.memory.used) } }

    /// Frees what passes have allocated since.
    mutating func release(to marks: [[Int]]) {
        for stage in stages.indices {
            for rank in stages[stage].chips.indices {
                stages[stage].chips[rank].kept = FunctionalChip.Kept()
                stages[stage].chips[rank].memory.release(to: marks[stage][rank])
            }
        }
    }

    /// Counts a command at every chip of a stage.
    mutating func count(_ kind: CommandKind, at stage: Int) {
        for rank in stages[stage].chips.indices { stages[stage].chips[rank].counters[.commands(kind)] += 1 }
    }

    /// Passes a tensor on to the next stage, or the one before: every chip sends its copy.
    mutating func send(_ tensors: [Tensor], from stage: Int) throws(TensorError) -> Matrix {
        var sent: Matrix?
        for rank in tensors.indices { sent = try stages[stage].chips[rank].send(tensors[rank]) }
        guard let sent else { throw .zeroSized(rows: 0, columns: 0) }
        return sent
    }
}
