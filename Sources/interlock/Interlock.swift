import ArgumentParser

@main
struct Interlock: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "interlock",
        abstract: "Emulate governed AI chips, and verify from their evidence that an agreement on compute is kept.",
        subcommands: [
            ChipCommand.self, LicenceCommand.self, Verify.self, Inspect.self, ModelCommand.self, KeysCommand.self,
            BenchCommand.self,
        ])
}
