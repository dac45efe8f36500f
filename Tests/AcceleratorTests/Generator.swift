import Accelerator
import InterlockTesting

extension Generator {
    mutating func counters() -> Counters {
        var counters = Counters()
        for counter in Counter.all {
            counters[counter] = UInt128(next()) << UInt128(number(0...63)) | UInt128(next())
        }
        return counters
    }

    /// A small model of any architecture: grouped or latent attention, dense or with experts.
    mutating func transformer() throws -> Transformer {
        let (heads, dimension) = (element([1, 2, 4, 8]), element([3, 8, 16]))
        let attention: Attention =
            number(0...3) == 0
            ? .latent(
                LatentAttention(
                    heads: heads, queryRank: number(1...30), keyValueRank: number(1...30), plainDimension: dimension,
                    rotaryDimension: number(1...9), valueDimension: number(1...9)))
            : .grouped(heads: heads, keyValueHeads: element([1, heads]), headDimension: dimension)
        let layers = number(1...7)
        let network = FeedForward(width: number(1...90), gating: element([.plain, .gated]))
        let total = number(1...16)
        let experts = Experts(
            total: total, active: number(1...total), shared: number(0...2),
            expert: FeedForward(width: number(1...40), gating: element([.plain, .gated])))
        let layout: FeedForwardLayout = element([
            .dense(network), .experts(experts), .mixed(denseLayers: number(0...layers), network, experts),
        ])
        return try Transformer(
            layers: layers, width: number(1...64), attention: attention, feedForward: layout,
            vocabulary: number(1...500), embeddings: element([.tied, .untied]),
            positions: element([.rotary, .learned, .scoreBias, .relative, .none]),
            normalisation: element([.scale, .scaleAndShift]), biases: element([.absent, .present]),
            context: number(1...64))
    }
}
