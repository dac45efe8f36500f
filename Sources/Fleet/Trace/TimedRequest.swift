/// A request for inference: when it comes and how long it is.
package struct TimedRequest: Hashable, Sendable {
    /// When it comes; in a trace, after its first request.
    package var arrival: HostTime
    /// Tokens of the prompt, at least 1.
    package let promptTokens: UInt32
    /// Tokens of the answer, at least 1.
    package let generatedTokens: UInt32

    /// A request.
    package init(arrival: HostTime, promptTokens: UInt32, generatedTokens: UInt32) {
        self.arrival = arrival
        self.promptTokens = promptTokens
        self.generatedTokens = generatedTokens
    }
}
