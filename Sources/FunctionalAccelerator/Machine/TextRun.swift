import Accelerator
import Tensors

/// A model that learns a text byte by byte, and continues it.
public struct TextRun: Sendable {
    /// The run.
    public private(set) var run: TrainingRun
    private let text: [UInt8]
    private let steps: Int
    private let rate: Float
    private let seed: UInt64

    /// A run over windows of a text, which begins again where it ends.
    ///
    /// - Parameters:
    ///   - text: what to learn; at least two bytes, each below the model's vocabulary.
    ///   - step: the shape of every step.
    ///   - steps: how many steps are planned: the learning rate rises for ten, then falls to a tenth at the last.
    ///   - rate: the highest learning rate.
    ///   - seed: what weights and windows follow from.
    ///   - capacity: bytes of memory of each chip.
    /// - Throws: `ShapeError` where the model does not divide exactly; `TensorError` where the text is too short or has
    ///   other bytes, the model can't be executed, or memory is short.
    public init(
        _ text: [UInt8], step: TrainingStep, steps: Int, rate: Float, seed: UInt64, capacity: Int = 1 << 30
    ) throws {
        guard text.count > 1 else { throw TensorError.zeroSized(rows: text.count - 1, columns: 1) }
        for byte in text where byte >= step.model.vocabulary {
            throw TensorError.token(Int(byte), vocabulary: step.model.vocabulary)
        }
        guard rate.isFinite else { throw TensorError.notFinite(index: 0) }
        run = try TrainingRun(step, seed: seed, capacity: capacity)
        (self.text, self.steps, self.rate, self.seed) = (text, max(steps, 1), rate, seed)
    }

    /// One step over windows that the seed chooses.
    ///
    /// - Returns: the mean loss, in nats a byte, before the update.
    /// - Throws: as `TrainingRun.train`.
    public mutating func advance() throws(TensorError) -> Float {
        let (done, sequences) = (run.steps, run.step.sequences)
        let starts = Random(seed: seed, stream: 1 << 32)
        let batch = (0..<sequences).map { sequence in
            let start = Int(starts.unit(at: UInt64(done * sequences + sequence)) * Double(text.count))
            return (start...start + run.step.tokens).map { Int(text[$0 % text.count]) }
        }
        let rise = min(1, Float(done + 1) / 10)
        let fall = 1 - 0.9 * min(1, Float(done) / Float(steps))
        return try run.train(batch, rate: rate * rise * fall)
    }

    /// Continues a prompt. The cache holds as many tokens as a training sequence; where it is full, its later half is
    /// computed anew.
    ///
    /// - Parameters:
    ///   - prompt: at least one byte.
    ///   - count: bytes to generate.
    ///   - temperature: 0 takes the likeliest byte, 1 draws by the model's probabilities.
    /// - Returns: the prompt, continued.
    /// - Throws: `TensorError` where the prompt is empty or has other bytes, or memory is short.
    public func continued(_ prompt: [UInt8], by count: Int, temperature: Double = 0) throws(TensorError) -> [UInt8] {
        var continuation = try continuation(of: prompt, by: count, temperature: temperature)
        while continuation.bytes.count < prompt.count + count { try continuation.advance() }
        return continuation.bytes
    }

    /// The same, request by request.
    ///
    /// - Parameters:
    ///   - prompt: at least one byte.
    ///   - count: bytes to generate.
    ///   - temperature: 0 takes the likeliest byte, 1 draws by the model's probabilities.
    ///   - replica: whose chips answer.
    /// - Returns: the continuation, not begun.
    /// - Throws: `TensorError` where the prompt is empty.
    public func continuation(
        of prompt: [UInt8], by count: Int, temperature: Double, replica: Int = 0
    ) throws(TensorError) -> Continuation {
        try Continuation(
            of: prompt, by: count, temperature: temperature, replica: run.replicas[replica], capacity: run.step.tokens,
            counting: run.step.counting, draws: Random(seed: seed, stream: 2 << 32))
    }
}
