import ArgumentParser

/// `interlock workload`: what chips were seen to compute, and what they would.
struct WorkloadCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "workload",
        abstract: "Meter traces and workloads made from a model card; train and serve one under licence.",
        discussion: """
            Chakra, PyTorch and Kineto traces, Azure's and Mooncake's requests,
            Splitwise's and Vidur's measurements are known by their content, gzip
            included. Specs/Workloads.md says what is counted.

              interlock workload import chakra.0.et --ranks 2
              interlock workload show trace.json.gz
              interlock workload generate --preset llama-2-70b --mode training \\
                  --sequence 4096 --batch 64 --tensor 8 --data 8

            And a workload that really runs: a small model learns a text on emulated chips
            and answers, each command through the interlock, under a licence that then
            refuses to train it further.

              interlock workload run Specs/*.md --out out --prompt "The chip "
            """,
        subcommands: [WorkloadImport.self, WorkloadShow.self, WorkloadGenerate.self, WorkloadRun.self])
}
