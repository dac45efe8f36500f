import Accelerator
import Tensors

/// One parameter tensor of a chip's part of a model.
struct Parameter: Sendable {
    /// What it is for.
    enum Role: Int, CaseIterable, Sendable {
        case input, positions
        case attentionScale, attentionShift, projection, projectionBias, output, outputBias
        case networkScale, networkShift, up, upBias, down, downBias
        case lastScale, lastShift, head
    }

    let role: Role
    /// Layer within the whole model; 0 outside layers.
    let layer: Int
    let rows: Int
    let columns: Int
    /// Its first value among all of the chip's parameters.
    let first: Int

    var count: Int { rows * columns }

    /// Parameters that are only looked up; their gradients come row by row.
    var isLookup: Bool { role == .input || role == .positions }
}

extension Parameter {
    /// The parameters of a part, in the order in which they lie in memory.
    ///
    /// - Parameters:
    ///   - part: the chip's part of the model.
    ///   - firstLayer: the first layer of the stage.
    /// - Returns: every parameter tensor.
    /// - Throws: `TensorError.unsupported` for latent attention or experts.
    static func all(of part: Transformer, firstLayer: Int) throws(TensorError) -> [Parameter] {
        guard case .grouped(let heads, let keyValueHeads, let dimension) = part.attention,
            case .dense(let network) = part.feedForward
        else { throw .unsupported("a model with latent attention or experts") }
        var all: [Parameter] = []
        var first = 0
        func add(_ role: Role, _ layer: Int, _ rows: Int, _ columns: Int) {
            all.append(Parameter(role: role, layer: layer, rows: rows, columns: columns, first: first))
            first += rows * columns
        }
        let (width, shifted, biased) = (part.width, part.normalisation == .scaleAndShift, part.biases == .present)
        let (queries, keys) = (heads * dimension, keyValueHeads * dimension)
        let inner = network.width * (network.gating == .gated ? 2 : 1)
        if part.embeddings == .untied, part.inputRows > 0 { add(.input, 0, part.inputRows, width) }
        if part.positions == .learned, part.inputRows > 0 { add(.positions, 0, part.context, width) }
        for layer in firstLayer..<firstLayer + part.layers {
            add(.attentionScale, layer, 1, width)
            if shifted { add(.attentionShift, layer, 1, width) }
            add(.projection, layer, width, queries + 2 * keys)
            if biased { add(.projectionBias, layer, 1, queries + 2 * keys) }
            add(.output, layer, queries, width)
            if biased { add(.outputBias, layer, 1, width) }
            add(.networkScale, layer, 1, width)
            if shifted { add(.networkShift, layer, 1, width) }
            add(.up, layer, width, inner)
            if biased { add(.upBias, layer, 1, inner) }
            add(.down, layer, network.width, width)
            if biased { add(.downBias, layer, 1, width) }
        }
        if part.holdsOutput {
            add(.lastScale, 0, 1, width)
            if shifted { add(.lastShift, 0, 1, width) }
            add(.head, 0, part.vocabulary, width)
        }
        return all
    }
}
