import Accelerator
import Tensors

extension Parameter {
    /// Where a chip stands in its tensor group, and what the whole model is.
    struct Place: Sendable {
        let model: Transformer
        let tensorRank: Int
        let tensor: Int
    }

    /// The values that training starts with: each from the seed and its position in the whole model, so that a model
    /// that is divided starts with the values of one that is not.
    func initial(seed: UInt64, place: Place) throws(TensorError) -> Matrix {
        let width = place.model.width
        let deviation: Double
        switch role {
        case .attentionScale, .networkScale, .lastScale:
            return try Matrix(rows, columns, Array(repeating: 1, count: count))
        case .attentionShift, .networkShift, .lastShift, .projectionBias, .outputBias, .upBias, .downBias:
            return try Matrix(zeros: rows, columns)
        case .input, .positions, .head, .projection, .up: deviation = 1 / Double(width).squareRoot()
        case .output, .down:
            let inner = Double(rows * place.tensor) * 2 * Double(place.model.layers)
            deviation = 1 / inner.squareRoot()
        }
        let stream = Random(seed: seed, stream: UInt64(layer) << 8 | UInt64(role.rawValue))
        var values: [Float] = []
        values.reserveCapacity(count)
        for row in 0..<rows {
            for column in 0..<columns {
                let index = positionInModel(row, column, place)
                values.append(Float((2 * stream.unit(at: index) - 1) * 3.0.squareRoot() * deviation))
            }
        }
        return try Matrix(rows, columns, values)
    }

    /// The number of an element among those of the undivided tensor.
    private func positionInModel(_ row: Int, _ column: Int, _ place: Place) -> UInt64 {
        let (tensor, rank) = (place.tensor, place.tensorRank)
        func position(_ row: Int, _ column: Int, columns: Int) -> UInt64 { UInt64(row * columns + column) }
        switch role {
        case .projection:
            // Queries, keys and values of this chip, one behind the other.
            guard case .grouped(let heads, let keyValueHeads, let dimension) = place.model.attention else { return 0 }
            let blocks = [heads * dimension, keyValueHeads * dimension, keyValueHeads * dimension]
            var (start, own) = (0, column)
            for block in blocks {
                if own < block / tensor {
                    return position(row, start + rank * (block / tensor) + own, columns: blocks.reduce(0, +))
                }
                own -= block / tensor
                start += block
            }
            return 0
        case .up:
            guard case .dense(let network) = place.model.feedForward else { return 0 }
            let own = network.width / tensor
            let whole = network.gating == .gated ? 2 * network.width : network.width
            let (half, rest) = column.quotientAndRemainder(dividingBy: own)
            return position(row, half * network.width + rank * own + rest, columns: whole)
        case .output, .down, .head: return position(rank * rows + row, column, columns: columns)
        case .input, .positions, .attentionScale, .attentionShift, .projectionBias, .outputBias, .networkScale,
            .networkShift, .upBias, .downBias, .lastScale, .lastShift:
            return position(row, column, columns: columns)
        }
    }
}
