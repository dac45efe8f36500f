import Accelerator
import ArgumentParser
import FunctionalAccelerator
import Tensors

/// `interlock model train`: a small model learns a text on emulated chips that really compute, and continues it.
struct ModelTrain: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Train a small model on a text, on emulated chips that really compute, and let it write.",
        discussion: """
            A decoder (rotary positions, SwiGLU, RMSNorm) learns the files byte by byte
            with AdamW. Tensor × pipeline × data chips divide the work; the same seed
            gives the same bytes everywhere. What the chips counted is set beside the
            closed formulas. Expect a minute for some hundred steps of the default size.

            Examples:

              interlock model train Specs/*.md --steps 300 --prompt "The chip "
              interlock model train speech.txt --tensor 2 --pipeline 2 --data 2
              interlock model train Specs/*.md --number-format fp8 --format json
            """)

    @Argument(help: "Files of text, learned as one.")
    var files: [String]

    @Option(help: "Steps of training.")
    var steps: Int = 200

    @Option(help: "Chips that divide every layer.")
    var tensor: Int = 1

    @Option(help: "Pipeline stages.")
    var pipeline: Int = 1

    @Option(help: "Replicas that divide the batch.")
    var data: Int = 1

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

    @Option(help: "What the model continues (default: how the text begins).")
    var prompt: String?

    @Option(help: "Bytes to generate.")
    var generate: Int = 160

    @Option(help: "0 takes the likeliest byte, 1 draws by the model's probabilities.")
    var temperature: Double = 0

    @Option(help: "How to print the result: text or json.")
    var format: OutputFormat = .text

    func validate() throws {
        guard (1...1_000_000).contains(steps) else { throw ValidationError("--steps must be from 1 to 1000000.") }
        guard heads > 0, width > 0, width % heads == 0 else {
            throw ValidationError("--heads must be a positive divisor of --width.")
        }
        guard (0...1_000_000).contains(generate) else { throw ValidationError("--generate must be from 0 to 1000000.") }
        guard prompt != "" else {
            throw ValidationError("--prompt must not be empty; leave it out for the text's start.")
        }
        guard temperature.isFinite, temperature >= 0 else { throw ValidationError("--temperature must be 0 or more.") }
    }

    func run() throws {
        let report: TrainReport
        do {
            let text = try files.flatMap { try InputFile.content(of: $0) }
            guard text.count > 1 else {
                throw CommandFailure(.unusable, "there are \(text.count) bytes of text to learn; name files with more")
            }
            report = try train(text)
        } catch let error as ShapeError {
            throw ValidationError("\(option(of: error)) is \(error.value): it must be \(error.requirement).")
        } catch let error as TensorError {
            throw CommandFailure(.unusable, error.description)
        }
        switch format {
        case .text: print(report.text)
        case .json: print(try JSONOutput.text(report))
        }
    }

    private func train(_ text: [UInt8]) throws -> TrainReport {
        let model = try Transformer(
            layers: layers, width: width,
            attention: .grouped(heads: heads, keyValueHeads: heads, headDimension: width / heads),
            feedForward: .dense(FeedForward(width: 3 * width, gating: .gated)), vocabulary: 256, embeddings: .untied,
            context: context)
        let parallelism = try Parallelism(tensor: tensor, pipeline: pipeline, data: data)
        let step = try TrainingStep(
            model: model, format: numberFormat, sequences: batch, microBatch: max(1, batch / max(1, data)),
            tokens: context, parallelism: parallelism, recompute: recompute, counting: .causal)
        var learning = try TextRun(text, step: step, steps: steps, rate: rate, seed: seed)
        let before = learning.run.counters
        let bar = ProgressBar(total: steps, label: "training on \(parallelism.chips) chips")
        var losses: [Float] = []
        for done in 1...steps {
            losses.append(try learning.advance())
            bar.show(done)
        }
        bar.finish()
        let start = prompt.map { Array($0.utf8) } ?? Array(text.prefix(24))
        return try TrainReport(
            step: step, losses: losses, counted: learning.run.counters - before,
            text: learning.continued(start, by: generate, temperature: temperature))
    }

    private func option(of error: ShapeError) -> String {
        let own: [ShapeError.Field: String] = [
            .tensorParallel: "--tensor", .pipelineParallel: "--pipeline", .dataParallel: "--data",
        ]
        return own[error.field] ?? error.option
    }
}
