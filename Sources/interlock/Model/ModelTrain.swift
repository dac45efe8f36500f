import Accelerator
import ArgumentParser
import FunctionalAccelerator

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

    @OptionGroup var training: TrainingOptions

    @Option(help: "Chips that divide every layer.")
    var tensor: Int = 1

    @Option(help: "Pipeline stages.")
    var pipeline: Int = 1

    @Option(help: "Replicas that divide the batch.")
    var data: Int = 1

    @Option(help: "What the model continues (default: how the text begins).")
    var prompt: String?

    @Option(help: "How to print the result: text or json.")
    var format: OutputFormat = .text

    func validate() throws {
        guard prompt != "" else {
            throw ValidationError("--prompt must not be empty; leave it out for the text's start.")
        }
    }

    func run() throws {
        let report: TrainReport
        do { report = try train(try training.text()) } catch { throw TrainingOptions.failure(error) }
        switch format {
        case .text: print(report.text)
        case .json: print(try JSONOutput.text(report))
        }
    }

    private func train(_ text: [UInt8]) throws -> TrainReport {
        let parallelism = try Parallelism(tensor: tensor, pipeline: pipeline, data: data)
        let step = try training.step(on: parallelism)
        let steps = training.steps
        var learning = try TextRun(text, step: step, steps: steps, rate: training.rate, seed: training.seed)
        let before = learning.run.counters
        let bar = ProgressBar(total: steps, label: "training on \(parallelism.chips) chips")
        var losses: [Float] = []
        for done in 1...steps {
            losses.append(try learning.advance())
            bar.show(done)
        }
        bar.finish()
        return try TrainReport(
            step: step, losses: losses, counted: learning.run.counters - before,
            text: learning.continued(
                TrainingOptions.start(prompt, of: text), by: training.generate, temperature: training.temperature))
    }
}
