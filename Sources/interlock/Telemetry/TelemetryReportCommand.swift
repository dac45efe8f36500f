import ArgumentParser
import Telemetry

/// `interlock telemetry report`: error rates of a detector, by what it has not seen.
struct TelemetryReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Try a detector on emulated telemetry: ROC curves by hold-out unit, disguises, false alarms.",
        discussion: """
            What it says is "training-consistent", never "training". The same seed
            gives the same report on every machine; Specs/Telemetry.md has that of 7.

            Examples:

              interlock telemetry report
              interlock telemetry report --seed 8 --format json
            """)

    @Option(help: "What every draw follows from.")
    var seed: UInt64 = 7

    @Option(help: "How to print the result: text or json.")
    var format: OutputFormat = .text

    func run() throws {
        let bar = ProgressBar(total: 100, label: "emulating workloads")
        let experiment = try Experiment(seed: seed) { done, all in bar.show(done * 100 / all) }
        bar.finish()
        let report = TelemetryReport(experiment, seed: seed)
        switch format {
        case .text: print(report.text)
        case .json: print(try JSONOutput.text(report))
        }
    }
}
