import ArgumentParser

struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measure this build on this machine.", shouldDisplay: false,
        subcommands: [BenchVerify.self, BenchProduct.self, BenchEvidence.self, BenchData.self])
}
