import ArgumentParser
import Workloads

/// `interlock workload show`: where a workload's operations go.
struct WorkloadShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "List the operations of a trace or workload that cost most.",
        discussion: """
            Operations of one name, shape and format are one row. The file may be a
            trace or the common form that import and generate write.

            Examples:

              interlock workload show step.jsonl
              interlock workload show chakra.0.et --top 5 --format json
            """)

    @OptionGroup var input: WorkloadInput

    @Option(help: "Rows to show.")
    var top: Int = 12

    @Option(help: "How to print the result: text or json.")
    var format: OutputFormat = .text

    func validate() throws {
        guard (1...100_000).contains(top) else { throw ValidationError("--top takes 1 to 100000.") }
    }

    func run() throws {
        let listing = OperationListing(try input.workload(), top: top)
        switch format {
        case .text: print(listing.text)
        case .json: print(try JSONOutput.text(listing))
        }
    }
}
