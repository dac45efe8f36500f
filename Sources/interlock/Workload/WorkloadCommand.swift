import ArgumentParser

/// `interlock workload`: what chips were seen to compute, and what they would.
struct WorkloadCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "workload",
        abstract: "Meter traces from the field, and workloads made from a model card.",
        discussion: """
            Chakra, PyTorch and Kineto traces, Azure's and Mooncake's requests,
            Splitwise's and Vidur's measurements are known by their content, gzip
            included. Specs/Workloads.md says what is counted.

              interlock workload import chakra.0.et --ranks 2
              interlock workload show trace.json.gz
              interlock workload generate --preset llama-2-70b --mode training \\
                  --sequence 4096 --batch 64 --tensor 8 --data 8
            """,
        subcommands: [WorkloadImport.self, WorkloadShow.self, WorkloadGenerate.self])
}
