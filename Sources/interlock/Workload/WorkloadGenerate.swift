import Accelerator
import ArgumentParser
import Workloads

/// `interlock workload generate`: a workload from a model card.
struct WorkloadGenerate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Make the workload of one chip from a model card.",
        discussion: """
            The model is a published one (--preset) or dimensions of your own, with
            experts where --experts says. The workload is that of one chip of the
            stage; where the dimensions divide among the chips it is exact.

            Examples:

              interlock workload generate --preset llama-2-70b --mode training \\
                  --sequence 4096 --batch 64 --tensor 8 --data 8 --steps 2
              interlock workload generate --layers 24 --width 2048 --heads 16 \\
                  --vocabulary 32000 --feed-forward 1408 --gated --experts 64 \\
                  --active-experts 6 --shared-experts 2 --mode inference \\
                  --sequence 512 --generate 128 --batch 16 --out moe.jsonl
            """)

    @OptionGroup var dimensions: ModelDimensions
    @OptionGroup var experts: ModelExperts
    @OptionGroup var output: WorkloadOutput

    @Option(help: "What is done: training, or inference.")
    var mode: ModelCount.Mode

    @Option(help: "Tokens of a training sequence, or of a prompt.")
    var sequence: Int

    @Option(help: "Tokens to generate (inference).")
    var generate: Int?

    @Option(help: "Sequences of a whole batch, over all replicas.")
    var batch: Int = 1

    @Option(help: "Sequences that a replica computes at once (training).")
    var microBatch: Int = 1

    @Option(help: "Chips that divide every layer.")
    var tensor: Int = 1

    @Option(help: "Groups of layers, one behind the other.")
    var pipeline: Int = 1

    @Option(help: "Replicas (training).")
    var data: Int = 1

    @Option(help: "The pipeline stage whose chips are described, from 0.")
    var stage: Int = 0

    @Option(help: "Steps of training, or batches of requests.")
    var steps: Int = 1

    @Option(help: "Format of matrix operands.")
    var numberFormat: NumberFormat = .bf16

    @Option(help: "Pairs that attention computes: full or causal.")
    var attention: AttentionCounting = .full

    @Option(help: "Recompute activations (training): none or full.")
    var recompute: Recompute = .none

    @Option(help: "Peak of one chip, in operations a second.")
    var peak: Double = 989.4e12

    @Option(help: "The part of the peak that is reached, above 0 and at most 1.")
    var utilisation: Double = 0.4

    func validate() throws {
        if dimensions.preset != nil, experts.experts != nil {
            throw ValidationError("--preset already fixes the experts; give dimensions of your own.")
        }
        if mode == .training, generate != nil {
            throw ValidationError("--generate belongs to inference; leave it out, or use --mode inference.")
        }
        if mode == .inference, data != 1 || microBatch != 1 || recompute != .none {
            throw ValidationError("--data, --micro-batch and --recompute belong to training; leave them out.")
        }
    }

    func run() throws {
        let workload: Workload
        do {
            let card = try ModelCard(
                try task(), repetitions: steps, stage: stage, peak: peak, utilisation: utilisation)
            workload = try card.workload(named: "\(mode.rawValue) of \(dimensions.preset?.rawValue ?? "a model")")
        } catch let error as ShapeError {
            throw CommandFailure(
                .unusable, "\(error.field.rawValue) is \(error.value): it must be \(error.requirement)")
        } catch let error as WorkloadError {
            throw CommandFailure(.unusable, error.description)
        }
        try output.show(workload, ranks: nil)
    }

    private func task() throws -> ModelCard.Task {
        let model = try dimensions.transformer(experts.layout)
        let parallelism = try Parallelism(tensor: tensor, pipeline: pipeline, data: data)
        switch mode {
        case .training:
            return .training(
                try TrainingStep(
                    model: model, format: numberFormat, sequences: batch, microBatch: microBatch, tokens: sequence,
                    parallelism: parallelism, recompute: recompute, counting: attention))
        case .inference:
            return .inference(
                try InferenceRequest(
                    model: model, format: numberFormat, batch: batch, promptTokens: sequence,
                    generatedTokens: generate ?? 1, counting: attention), parallelism)
        }
    }
}
