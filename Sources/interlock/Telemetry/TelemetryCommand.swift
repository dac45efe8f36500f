import ArgumentParser

/// `interlock telemetry`: what can be told of a chip's work from its raw counters alone.
struct TelemetryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "telemetry",
        abstract: "Try to tell training from inference by counters alone, and say how often that errs.",
        subcommands: [TelemetryReportCommand.self])
}
