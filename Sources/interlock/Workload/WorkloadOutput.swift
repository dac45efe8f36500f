import ArgumentParser
import Workloads

/// Where the common form of a workload goes, and how its summary is printed.
struct WorkloadOutput: ParsableArguments {
    @Option(help: "Write the workload in the common form, JSON Lines.", completion: .file())
    var out: String?

    @Flag(help: "Replace that file.")
    var force = false

    @Option(help: "How to print the result: text or json.")
    var format: OutputFormat = .text

    /// Writes and prints.
    func show(_ workload: Workload, ranks: Int?) throws {
        let report: WorkloadReport
        do { report = try WorkloadReport(workload, ranks: ranks) } catch {
            throw CommandFailure(.unusable, error.description)
        }
        if let out {
            try OutputFile.write(WorkloadForm.bytes(of: workload), to: out, replacing: force)
        }
        switch format {
        case .text: print(report.text)
        case .json: print(try JSONOutput.text(report))
        }
    }
}
