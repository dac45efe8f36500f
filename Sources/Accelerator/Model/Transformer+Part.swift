extension Transformer {
    /// What one chip holds and computes where tensor and pipeline parallelism divide the model exactly.
    ///
    /// Heads, feed-forward columns and the head's rows of the vocabulary are divided among the chips of a tensor group;
    /// normalisations, biases of sums and the input table are on each of them (arXiv 1909.08053, section 3). The first
    /// stage has the input, the last the output. All chips of a stage hold the same shape.
    ///
    /// - Parameters:
    ///   - parallelism: how the model is divided.
    ///   - stage: the pipeline stage.
    /// - Returns: the part, whose costs are one chip's.
    /// - Throws: `ShapeError` where the stage is outside, a dimension does not divide, or the model is divided although
    ///   its input and output share a table, or it has latent attention, experts or relative positions.
    public func part(of parallelism: Parallelism, stage: Int) throws(ShapeError) -> Transformer {
        try ShapeError.require(stage, in: 0...(parallelism.pipeline - 1), .pipelineParallel)
        guard parallelism.modelChips > 1 else { return self }
        guard case .grouped(let heads, let keyValueHeads, let dimension) = attention,
            case .dense(let network) = feedForward, positions != .relative, embeddings == .untied
        else {
            throw ShapeError(
                field: .tensorParallel, value: parallelism.modelChips,
                requirement: "1 where the model has latent attention, experts, relative positions or a tied embedding")
        }
        let chips = parallelism.tensor
        try ShapeError.require(parallelism.pipeline, in: 1...layers, .pipelineParallel)
        try ShapeError.require(chips, divides: keyValueHeads, .tensorParallel, "the key-value heads")
        try ShapeError.require(chips, divides: network.width, .tensorParallel, "the feed-forward width")
        try ShapeError.require(chips, divides: vocabulary, .tensorParallel, "the vocabulary")
        try ShapeError.require(chips, divides: width, .tensorParallel, "the width")
        let own = Int(try Shard(stage, of: parallelism.pipeline).share(of: UInt128(layers)))
        var part = try Transformer(
            layers: own, width: width,
            attention: .grouped(heads: heads / chips, keyValueHeads: keyValueHeads / chips, headDimension: dimension),
            feedForward: .dense(FeedForward(width: network.width / chips, gating: network.gating)),
            vocabulary: vocabulary / chips, embeddings: embeddings, positions: positions, normalisation: normalisation,
            biases: biases, context: context)
        part.inputRows = stage == 0 ? vocabulary : 0
        part.holdsOutput = stage == parallelism.pipeline - 1
        return part
    }
}
