import Accelerator
import ArgumentParser
import Tensors

/// What a small model learns, and how.
struct TrainingOptions: ParsableArguments {
    @Argument(help: "Files of text, learned as one.", completion: .file())
    var files: [String]

    @Option(help: "Steps of training.")
    var steps: Int = 200

    @Option(help: "Transformer layers.")
    var layers: Int = 2

    @Option(help: "Width of the residual stream.")
    var width: Int = 64

    @Option(help: "Attention heads; the width is divided among them.")
    var heads: Int = 4

    @Option(help: "Bytes of a training sequence.")
    var context: Int = 64

    @Option(help: "Sequences in a batch.")
    var batch: Int = 16

    @Option(help: "Format of matrix operands: fp32, bf16, fp8 or int8.")
    var numberFormat: NumberFormat = .bf16

    @Option(help: "Recompute activations in the backward pass: none or full.")
    var recompute: Recompute = .none

    @Option(help: "The highest learning rate.")
    var rate: Float = 0.006

    @Option(help: "What weights, batches and draws follow from.")
    var seed: UInt64 = 1

    @Option(help: "Bytes to generate.")
    var generate: Int = 160

    @Option(help: "0 takes the likeliest byte, 1 draws by the model's probabilities.")
    var temperature: Double = 0

    func validate() throws {
        guard (1...1_000_000).contains(steps) else { throw ValidationError("--steps must be from 1 to 1000000.") }
        guard heads > 0, width > 0, width % heads == 0 else {
            throw ValidationError("--heads must be a positive divisor of --width.")
        }
        guard (0...1_000_000).contains(generate) else { throw ValidationError("--generate must be from 0 to 1000000.") }
        guard width <= 1 << 30 else { throw ValidationError("--width must be at most 2^30.") }
        guard rate.isFinite else { throw ValidationError("--rate must be a finite number.") }
        guard temperature.isFinite, temperature >= 0 else { throw ValidationError("--temperature must be 0 or more.") }
    }

    /// What is learned.
    func text() throws(CommandFailure) -> [UInt8] {
        var text: [UInt8] = []
        for file in files { text += try InputFile.content(of: file) }
        guard text.count > 1 else {
            throw CommandFailure(.unusable, "there are \(text.count) bytes of text to learn; name files with more")
        }
        return text
    }

    /// The shape of every step, on so many chips.
    func step(on parallelism: Parallelism) throws(ShapeError) -> TrainingStep {
        let model = try Transformer(
            layers: layers, width: width,
            attention: .grouped(heads: heads, keyValueHeads: heads, headDimension: width / heads),
            feedForward: .dense(FeedForward(width: 3 * width, gating: .gated)), vocabulary: 256, embeddings: .untied,
            context: context)
        return try TrainingStep(
            model: model, format: numberFormat, sequences: batch, microBatch: max(1, batch / parallelism.data),
            tokens: context, parallelism: parallelism, recompute: recompute, counting: .causal)
    }

    /// The bytes of a prompt; those with which the text begins where there is none.
    static func start(_ prompt: String?, of text: [UInt8]) -> [UInt8] {
        prompt.map { Array($0.utf8) } ?? Array(text.prefix(24))
    }

    /// An error of shape or arithmetic as the command tells it; others stay as they are.
    static func failure(_ error: any Error) -> any Error {
        if let error = error as? ShapeError {
            let own: [ShapeError.Field: String] = [
                .tensorParallel: "--tensor", .pipelineParallel: "--pipeline", .dataParallel: "--data",
            ]
            return ValidationError(
                "\(own[error.field] ?? error.option) is \(error.value): it must be \(error.requirement).")
        }
        if let error = error as? TensorError { return CommandFailure(.unusable, error.description) }
        return error
    }
}
