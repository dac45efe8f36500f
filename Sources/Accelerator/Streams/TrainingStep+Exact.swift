extension TrainingStep {
    /// What each chip of a stage executes, to the last operation and byte; `commands(tensorRank:stage:)` averages.
    ///
    /// The order within a pass is that of counters, not of time: collectives follow the pass that they take place in.
    /// Beside two all-reduces a layer and direction, tensor parallelism gathers three FP32 numbers a token and chip for
    /// the loss, and sums the gradient of the head's operand. Gradients are padded to a multiple of the replicas.
    ///
    /// - Parameter stage: the pipeline stage.
    /// - Returns: the commands of each chip of the stage.
    /// - Throws: `ShapeError` where the stage is outside, or the model does not divide exactly.
    public func exactCommands(stage: Int = 0) throws(ShapeError) -> CommandStream {
        let part = try model.part(of: parallelism, stage: stage)
        let pass = try Pass(model: part, batch: microBatch, tokens: tokens, counting: counting)
        let allTokens = UInt64(microBatch) * UInt64(tokens)
        let bytes = UInt64(format.vectorFormat.bytes(UInt128(allTokens) * UInt128(model.width)))
        let (hasPrevious, hasNext) = (stage > 0, stage < parallelism.pipeline - 1)

        var body = [Command(.forward(pass), format: format)]
        try appendSums(of: bytes, repetitions: 2 * part.layers, to: &body)
        if parallelism.tensor > 1, part.holdsOutput {
            let summaries = try Collective(
                .allGather, bytes: 12 * allTokens * UInt64(parallelism.tensor), ranks: parallelism.tensor,
                algorithm: collectives)
            body.append(Command(.collective(summaries), format: .fp32))
        }
        if parallelism.pipeline > 1 { body.append(transfer(bytes, sends: hasNext, receives: hasPrevious)) }
        body.append(Command(.backward(pass, recompute: recompute), format: format))
        let again = recompute == .full ? 2 * part.layers : 0
        try appendSums(of: bytes, repetitions: again + 2 * part.layers + (part.holdsOutput ? 1 : 0), to: &body)
        if parallelism.pipeline > 1 { body.append(transfer(bytes, sends: hasPrevious, receives: hasNext)) }

        let parameters = UInt64(part.parameters.total)
        var tail: [Command] = []
        if parallelism.data > 1 {
            let replicas = UInt64(parallelism.data)
            let gradients = try Collective(
                .allReduce, bytes: 4 * ((parameters + replicas - 1) / replicas * replicas), ranks: parallelism.data,
                algorithm: collectives)
            tail.append(Command(.collective(gradients), format: .fp32))
        }
        tail.append(Command(.optimiserStep(OptimiserStep(parameters: parameters, rule: rule)), format: format))
        return CommandStream(body, repetitions: sequences / parallelism.data / microBatch, tail: tail)
    }

    private func appendSums(of bytes: UInt64, repetitions: Int, to body: inout [Command]) throws(ShapeError) {
        guard parallelism.tensor > 1 else { return }
        let sum = try Collective(
            .allReduce, bytes: bytes, ranks: parallelism.tensor, algorithm: collectives, repetitions: repetitions)
        body.append(Command(.collective(sum), format: format))
    }
}
