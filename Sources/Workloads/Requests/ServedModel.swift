import Accelerator

/// The model that answers the requests of a trace: traces say tokens, not operations.
package struct ServedModel: Hashable, Sendable {
    /// The model.
    package let model: Transformer
    /// Format of weights and key-value cache.
    package let format: NumberFormat
    /// Pairs that the prefill's attention computes.
    package let counting: AttentionCounting

    /// A model that answers.
    package init(_ model: Transformer, format: NumberFormat, counting: AttentionCounting) {
        self.model = model
        self.format = format
        self.counting = counting
    }

    /// What one chip of those that divide the model executes for a request: a prefill, then decoding.
    ///
    /// - Parameters:
    ///   - request: the request.
    ///   - batch: requests of the same shape, answered together.
    ///   - chips: chips that divide the model.
    ///   - times: how long prefill and decoding take, in nanoseconds; nil where not known.
    /// - Returns: the prefill, and the decoding where there is any.
    /// - Throws: `RecordFault` where a number is out of range.
    func operations(
        _ request: RecordedRequest, batch: UInt64 = 1, chips: UInt64 = 1,
        times: (prefill: UInt64, decode: UInt64)? = nil
    ) throws(RecordFault) -> [WorkloadOperation] {
        let commands: CommandStream
        do {
            commands = try InferenceRequest(
                model: model, format: format, batch: Int(clamping: batch), promptTokens: Int(request.promptTokens),
                generatedTokens: Int(request.generatedTokens), counting: counting
            ).commands(on: try Shard(0, of: Int(clamping: chips)))
        } catch {
            throw RecordFault(error.field.rawValue, "it is \(error.value)", mend: "it must be \(error.requirement)")
        }
        return commands.map { command in
            let isPrefill = command.kind == .prefill
            return WorkloadOperation(
                name: "\(command.kind)", work: .counted(command.cost), start: isPrefill ? request.arrival : nil,
                duration: times.map { isPrefill ? $0.prefill : $0.decode })
        }
    }
}
