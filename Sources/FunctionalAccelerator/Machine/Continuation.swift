import Accelerator
import Tensors

/// A prompt that a model continues byte by byte, request by request: what comes next is known before it is computed.
public struct Continuation: Sendable {
    /// The prompt and what follows it so far.
    public private(set) var bytes: [UInt8]
    /// What the chips of each stage counted for it, by stage and place in it.
    public private(set) var counters: [[Counters]]

    private let replica: Replica
    private let capacity: Int
    private let counting: AttentionCounting
    private let temperature: Double
    private let draws: Random
    private var drawn: UInt64 = 0
    private var fillings: CacheFillings

    /// A continuation that has not begun.
    init(
        of prompt: [UInt8], by count: Int, temperature: Double, replica: Replica, capacity: Int,
        counting: AttentionCounting, draws: Random
    ) throws(TensorError) {
        guard !prompt.isEmpty else { throw .zeroSized(rows: 1, columns: 0) }
        bytes = prompt
        counters = replica.chips.map { $0.map { _ in .zero } }
        fillings = CacheFillings(prompt: prompt.count, count: count, capacity: capacity)
        (self.temperature, self.replica, self.draws) = (temperature, replica, draws)
        (self.capacity, self.counting) = (capacity, counting)
    }

    /// The request that `advance` computes next; nil where all is written.
    public var nextRequest: InferenceRequest? {
        get throws(ShapeError) {
            var rest = fillings
            guard let filling = rest.next() else { return nil }
            return try InferenceRequest(
                model: replica.model, format: replica.chips[0][0].precision.format,
                promptTokens: filling.promptTokens, generatedTokens: filling.generatedTokens, counting: counting)
        }
    }

    /// Computes the next request; does nothing where all is written.
    ///
    /// - Throws: `TensorError` where the prompt has bytes outside the vocabulary, or memory is short.
    public mutating func advance() throws(TensorError) {
        guard let filling = fillings.next() else { return }
        var generation = try Generation(replica, capacity: capacity, counting: counting)
        var logits = try generation.prefill([bytes.suffix(filling.promptTokens).map { Int($0) }])[0]
        for token in 0..<filling.generatedTokens {
            if token > 0 { logits = try generation.decode([Int(bytes[bytes.count - 1])])[0] }
            let choice = Continuation.choice(logits.values, temperature, draws.unit(at: drawn))
            bytes.append(UInt8(truncatingIfNeeded: choice))
            drawn += 1
        }
        let (after, before) = (generation.replica.chips, replica.chips)
        for stage in counters.indices {
            for rank in counters[stage].indices {
                counters[stage][rank] += after[stage][rank].counters - before[stage][rank].counters
            }
        }
    }

    private static func choice(_ logits: [Float], _ temperature: Double, _ draw: Double) -> Int {
        let top = logits.reduce(-Float.infinity) { max($0, $1) }
        guard temperature > 0 else { return logits.firstIndex(of: top) ?? 0 }
        let weights = logits.map { Elementary.exp(Double($0 - top) / temperature) }
        var rest = draw * weights.reduce(0, +)
        for (token, weight) in weights.enumerated() {
            rest -= weight
            if rest < 0 { return token }
        }
        return logits.count - 1
    }
}
