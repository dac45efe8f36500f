/// A request for inference that a trace records.
package struct RecordedRequest: Hashable, Sendable {
    /// Nanoseconds after the first request of the trace.
    package let arrival: UInt64
    /// Tokens of the prompt, at least 1.
    package let promptTokens: UInt32
    /// Tokens of the answer, at least 1.
    package let generatedTokens: UInt32

    /// A request.
    package init(arrival: UInt64, promptTokens: UInt32, generatedTokens: UInt32) {
        self.arrival = arrival
        self.promptTokens = promptTokens
        self.generatedTokens = generatedTokens
    }
}
