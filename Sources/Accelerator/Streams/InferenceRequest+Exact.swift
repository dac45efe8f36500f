extension InferenceRequest {
    /// What each chip of a stage executes, collectives included; `commands(on:)` divides the whole evenly without them.
    ///
    /// Tensor parallelism sums activations twice a layer and gathers the logits; stages pass activations on.
    ///
    /// - Parameters:
    ///   - parallelism: how the model is divided; its data degree is not used.
    ///   - stage: the pipeline stage.
    ///   - collectives: how collectives travel.
    /// - Returns: the commands of each chip of the stage.
    /// - Throws: `ShapeError` where the stage is outside, or the model does not divide exactly.
    public func exactCommands(
        on parallelism: Parallelism, stage: Int = 0, collectives: Collective.Algorithm = .ring
    ) throws(ShapeError) -> CommandStream {
        let part = try model.part(of: parallelism, stage: stage)
        let vector = format.vectorFormat
        // Chips send the prompts' activations; those of a decode step are fewer.
        let activations = UInt128(batch) * UInt128(promptTokens) * UInt128(model.width)
        try ShapeError.requireBuffer(vector.bytes(activations))
        func bytes(_ elements: Int) -> UInt64 { UInt64(vector.bytes(UInt128(elements))) }
        func links(_ tokens: Int, times: Int) throws(ShapeError) -> [Command] {
            var commands: [Command] = []
            let activations = bytes(batch * tokens * model.width)
            if parallelism.tensor > 1 {
                commands.append(
                    Command(
                        .collective(
                            try Collective(
                                .allReduce, bytes: activations, ranks: parallelism.tensor, algorithm: collectives,
                                repetitions: times * 2 * part.layers)),
                        format: format))
            }
            if parallelism.tensor > 1, part.holdsOutput {
                let logits = try Collective(
                    .allGather, bytes: bytes(batch * model.vocabulary), ranks: parallelism.tensor,
                    algorithm: collectives, repetitions: times)
                commands.append(Command(.collective(logits), format: format))
            }
            if parallelism.pipeline > 1 {
                let (sends, receives) = (stage < parallelism.pipeline - 1, stage > 0)
                commands.append(
                    Command(
                        .sendReceive(
                            sent: sends ? activations : 0, received: receives ? activations : 0,
                            repetitions: UInt64(times)),
                        format: format))
            }
            return commands
        }
        let prefill = try Prefill(model: part, batch: batch, tokens: promptTokens, counting: counting)
        var body = [Command(.prefill(prefill), format: format)] + (try links(promptTokens, times: 1))
        if generatedTokens > 1 {
            let decode = try Decode(
                model: part, batch: batch, cachedTokens: promptTokens, tokens: generatedTokens - 1)
            body += [Command(.decode(decode), format: format)] + (try links(1, times: generatedTokens - 1))
        }
        return CommandStream(body)
    }
}
