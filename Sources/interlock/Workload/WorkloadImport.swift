import ArgumentParser
import Workloads

/// `interlock workload import`: meters a trace, and writes it in the common form.
struct WorkloadImport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Meter a trace, and write it in the common form.",
        discussion: """
            Where a trace has the shapes of tensors, products are counted to the last
            multiply-accumulate. What has no shapes, or no rule, is named as not
            metered. Exit status: 0 metered; 2 unusable, or nothing to meter; 3 could
            not read or write.

            Examples:

              interlock workload import chakra.0.et --ranks 2 --out step.jsonl
              interlock workload import AzureLLMInferenceTrace_conv.csv \\
                  --model llama-2-70b
              interlock workload import rank0.json.gz --format json
            """)

    @OptionGroup var input: WorkloadInput
    @OptionGroup var output: WorkloadOutput

    @Option(help: "Ranks of groups whose size the trace does not say.")
    var ranks: Int?

    func validate() throws {
        if let ranks, !(1...Int(Exchange.mostRanks)).contains(ranks) {
            throw ValidationError("--ranks takes 1 to \(Exchange.mostRanks).")
        }
    }

    func run() throws {
        try output.show(try input.workload(), ranks: ranks)
    }
}
