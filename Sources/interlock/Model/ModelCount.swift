import Accelerator
import ArgumentParser

/// `interlock model count`: the counters of one inference request or one training step.
struct ModelCount: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "count",
        abstract: "Print the counters of one inference request or one training step.",
        discussion: """
            The model is a published one (--preset) or dense dimensions of your own
            (--layers, --width, --heads, --vocabulary and so on). With --chips, the
            counters are those of one chip of a group that divides the model.

            Examples:

              interlock model count --preset llama-2-70b --mode inference \\
                  --context 2048 --generate 256 --batch 8
              interlock model count --preset gpt-3-175b --mode training \\
                  --context 2048 --batch 16
              interlock model count --preset llama-3.1-405b --mode inference \\
                  --context 8192 --generate 1 --chips 16
              interlock model count --layers 12 --width 768 --heads 12 \\
                  --vocabulary 50257 --mode training --context 1024 \\
                  --batch 480 --number-format fp32 --format json
            """)

    @OptionGroup var dimensions: ModelDimensions

    @Option(help: "What to count: one inference request, or one training step.")
    var mode: Mode

    @Option(help: "Tokens of the prompt, or of a training sequence.")
    var context: Int

    @Option(help: "Tokens to generate (inference). The prefill yields the first.")
    var generate: Int?

    @Option(help: "Sequences answered together, or in a training batch.")
    var batch: Int = 1

    @Option(help: "Format of matrix operands.")
    var numberFormat: NumberFormat = .bf16

    @Option(help: "Pairs that the attention kernel computes: full or causal.")
    var attention: AttentionCounting = .full

    @Option(help: "Recompute activations in the backward pass (training): none or full.")
    var recompute: Recompute?

    @Option(help: "Chips that divide the model; the counters are those of the first.")
    var chips: Int = 1

    @Option(help: "How to print the result: text or json.")
    var format: OutputFormat = .text

    /// What to count.
    enum Mode: String, CaseIterable, ExpressibleByArgument {
        case inference
        case training
    }

    func validate() throws {
        if mode == .training, generate != nil {
            throw ValidationError("--generate belongs to inference; leave it out, or use --mode inference.")
        }
        if mode == .inference, generate == nil {
            throw ValidationError("--mode inference needs --generate, the tokens to generate, such as --generate 256.")
        }
        if mode == .inference, recompute != nil {
            throw ValidationError("--recompute belongs to training; leave it out, or use --mode training.")
        }
    }

    func run() throws {
        let report: CountReport
        do {
            let model = try dimensions.transformer()
            let shard = try Shard(0, of: chips)
            report = CountReport(
                model: model, commands: try commands(model, shard), mode: mode.rawValue, numberFormat: numberFormat)
        } catch {
            throw ValidationError("\(error.option) is \(error.value): it must be \(error.requirement).")
        }
        switch format {
        case .text: print(report.text)
        case .json: print(try JSONOutput.text(report))
        }
    }

    private func commands(_ model: Transformer, _ shard: Shard) throws(ShapeError) -> CommandStream {
        switch mode {
        case .inference:
            return try InferenceRequest(
                model: model, format: numberFormat, batch: batch, promptTokens: context,
                generatedTokens: generate ?? 1, counting: attention
            ).commands(on: shard)
        case .training:
            return try TrainingStep(
                model: model, format: numberFormat, sequences: batch, microBatch: 1, tokens: context,
                parallelism: Parallelism(tensor: chips, pipeline: 1, data: 1), recompute: recompute ?? .none,
                counting: attention
            ).commands(tensorRank: 0)
        }
    }
}
