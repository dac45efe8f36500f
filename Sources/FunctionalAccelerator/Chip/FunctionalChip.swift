import Accelerator
import Tensors

/// An accelerator that computes: its memory, its part of a model, and the counters of what it did.
///
/// Each kernel counts what it does where it does it: a product its multiply-accumulates, a load its bytes. Nothing here
/// knows the closed formulas of `Command.cost`; tests hold the two equal.
public struct FunctionalChip: Sendable {
    /// The chip's part of the model.
    public let part: Transformer
    /// The formats that it computes in.
    public let precision: Precision
    /// What it has done since it was made.
    public internal(set) var counters = Counters.zero
    /// Its high-bandwidth memory.
    public internal(set) var memory: Memory

    let parameters: [Parameter]
    let firstLayer: Int
    /// Columns of the vocabulary that this chip has come after so many.
    let firstToken: Int
    let rotary: Rotary?
    let attention: ScaledAttention
    let activation: Activation
    /// The weights, in the precision's operand format, one tensor a parameter.
    var weights: [Tensor] = []
    /// FP32 tensors of one row, padded: gradients, the master copy, and two moments; empty in a chip that only infers.
    var training: Training?
    /// Keys and values of each layer, where a server keeps them.
    var cache: [Cache] = []
    /// What a forward pass keeps for the backward pass.
    var kept = Kept()

    /// State of training beside the weights.
    struct Training: Sendable {
        let gradients: Tensor
        let master: Tensor
        let moments: [Tensor]
    }

    /// Keys and values of one layer: a row for each token, sequence after sequence.
    struct Cache: Sendable {
        let keys: Tensor
        let values: Tensor
        /// Rows that each sequence has.
        let capacity: Int
    }

    /// Operands of a pass that its gradients need.
    struct Kept: Sendable {
        struct Layer: Sendable {
            var input: Tensor
            var queries: Tensor
            var cache: Cache
            /// Of each sequence, of each head. On the chip: scores never leave it.
            var probabilities: [[Matrix]]
            var attended: Tensor
            var middle: Tensor
            var inner: Tensor
            var activated: Tensor
        }
        var layers: [Layer] = []
        var output: Tensor?
        var logits: Tensor?
        var summary: Matrix?
    }

    /// A chip with the initial weights of its part.
    ///
    /// - Parameters:
    ///   - model: the whole model.
    ///   - precision: the formats to compute in.
    ///   - parallelism: how the model is divided.
    ///   - stage: the chip's pipeline stage.
    ///   - tensorRank: its place in the stage.
    ///   - rule: how weights are updated; nil for a chip that only infers.
    ///   - seed: what the weights start from.
    ///   - capacity: bytes of memory.
    /// - Throws: `ShapeError` where the model does not divide; `TensorError` where it can't be executed, or memory is short.
    init(
        model: Transformer, precision: Precision, parallelism: Parallelism, stage: Int, tensorRank: Int,
        rule: OptimiserStep.Rule?, seed: UInt64, capacity: Int
    ) throws {
        part = try model.part(of: parallelism, stage: stage)
        self.precision = precision
        guard case .grouped(let heads, let keyValueHeads, let dimension) = part.attention,
            case .dense(let network) = part.feedForward
        else { throw TensorError.unsupported("a model with latent attention or experts") }
        switch part.positions {
        case .rotary: rotary = try Rotary(headDimension: dimension)
        case .learned, .none: rotary = nil
        case .scoreBias, .relative: throw TensorError.unsupported("a model with biases of scores or relative positions")
        }
        attention = try ScaledAttention(heads: heads, keyValueHeads: keyValueHeads, headDimension: dimension)
        activation = network.gating == .gated ? .gated : .plain
        firstLayer = stage * model.layers / parallelism.pipeline
        firstToken = tensorRank * part.vocabulary
        parameters = try Parameter.all(of: part, firstLayer: firstLayer)
        memory = Memory(capacity: capacity)
        for parameter in parameters {
            weights.append(try memory.allocate(parameter.rows, parameter.columns, precision.operands))
        }
        let count = parameters.reduce(0) { $0 + $1.count }
        if let rule {
            let padded = (count + parallelism.data - 1) / parallelism.data * parallelism.data
            let (gradients, master) = (try memory.allocate(1, padded, .fp32), try memory.allocate(1, padded, .fp32))
            var moments: [Tensor] = []
            for _ in 0..<rule.stateValues { moments.append(try memory.allocate(1, padded, .fp32)) }
            training = Training(gradients: gradients, master: master, moments: moments)
        }
        let place = Parameter.Place(model: model, tensorRank: tensorRank, tensor: parallelism.tensor)
        for (parameter, tensor) in zip(parameters, weights) {
            let values = try parameter.initial(seed: seed, place: place)
            try memory.store(values, in: tensor)
            if let training {
                try memory.store(values, in: training.master.window(at: parameter.first, values.rows, values.columns))
            }
        }
        let loaded = UInt128(count * precision.operands.byteCount)
        counters[.memoryBytesWritten] += loaded
        counters[.weightBytesWritten] += loaded
        counters[.commands(.weightLoad)] += 1
    }

    /// The bytes of the weight region, in the order of the parameters: what a loader would hash.
    public var weightBytes: [UInt8] {
        get throws(TensorError) {
            var bytes: [UInt8] = []
            for tensor in weights { bytes += try memory[tensor] }
            return bytes
        }
    }
}
