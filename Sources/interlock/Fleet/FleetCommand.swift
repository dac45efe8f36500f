import ArgumentParser

struct FleetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fleet", abstract: "Simulate fleets of chips under an agreement.",
        subcommands: [FleetRunCommand.self, FleetServeCommand.self, FleetCheatsCommand.self])
}
