/// How a continuation is divided into requests: each fills a cache once, with the end of what is written so far.
///
/// The cache holds a fixed count of tokens; where it is full, its later half is computed anew.
public struct CacheFillings: Sequence, IteratorProtocol, Sendable {
    /// One request.
    public struct Filling: Hashable, Sendable {
        /// Tokens that are computed together first.
        public let promptTokens: Int
        /// Tokens that follow, the first from the prompt's logits.
        public let generatedTokens: Int
    }

    private let capacity: Int
    private var prompt: Int
    private var rest: Int

    /// The requests that a continuation takes.
    ///
    /// - Parameters:
    ///   - prompt: tokens of the prompt, at least one.
    ///   - count: tokens to generate; below zero counts as zero.
    ///   - capacity: tokens that the cache holds, at least one.
    public init(prompt: Int, count: Int, capacity: Int) {
        self.capacity = Swift.max(1, capacity)
        self.prompt = Swift.min(Swift.max(1, prompt), self.capacity)
        rest = Swift.max(0, count)
    }

    /// The next request, or nil where all is generated.
    public mutating func next() -> Filling? {
        guard rest > 0 else { return nil }
        let filling = Filling(promptTokens: prompt, generatedTokens: Swift.min(rest, capacity - prompt + 1))
        rest -= filling.generatedTokens
        prompt = Swift.max(1, capacity / 2)
        return filling
    }
}
