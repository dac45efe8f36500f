extension Transformer {
    /// Throws for the first dimension that is out of range, in the order in which they are declared.
    func requireRanges() throws(ShapeError) {
        let dimension = 1...Limit.dimension
        try ShapeError.require(layers, in: 1...Limit.layers, .layers)
        try ShapeError.require(width, in: dimension, .width)
        switch attention {
        case .grouped(let heads, let keyValueHeads, let headDimension):
            try ShapeError.require(heads, in: dimension, .heads)
            try ShapeError.require(keyValueHeads, in: 1...heads, .keyValueHeads)
            try ShapeError.require(keyValueHeads, divides: heads, .keyValueHeads, "the number of heads")
            try ShapeError.require(headDimension, in: dimension, .headDimension)
            try ShapeError.require(heads * headDimension, in: dimension, .headDimension)
        case .latent(let latent):
            try ShapeError.require(latent.heads, in: dimension, .heads)
            try ShapeError.require(latent.queryRank, in: dimension, .latentRank)
            try ShapeError.require(latent.keyValueRank, in: dimension, .latentRank)
            for part in [latent.plainDimension, latent.rotaryDimension, latent.valueDimension] {
                try ShapeError.require(part, in: dimension, .headDimension)
                try ShapeError.require(latent.heads * part, in: dimension, .headDimension)
            }
        }
        switch feedForward {
        case .dense(let network):
            try ShapeError.require(network.width, in: dimension, .feedForwardWidth)
        case .experts(let experts):
            try Self.requireRanges(experts)
        case .mixed(let denseLayers, let network, let experts):
            try ShapeError.require(denseLayers, in: 0...layers, .denseLayers)
            try ShapeError.require(network.width, in: dimension, .feedForwardWidth)
            try Self.requireRanges(experts)
        }
        try ShapeError.require(vocabulary, in: dimension, .vocabulary)
        try ShapeError.require(context, in: 1...Limit.sequence, .context)
    }

    private static func requireRanges(_ experts: Experts) throws(ShapeError) {
        try ShapeError.require(experts.total, in: 1...(1 << 12), .experts)
        try ShapeError.require(experts.active, in: 0...experts.total, .activeExperts)
        try ShapeError.require(experts.shared, in: 0...(1 << 8), .sharedExperts)
        try ShapeError.require(experts.expert.width, in: 1...(1 << 18), .feedForwardWidth)
    }
}
