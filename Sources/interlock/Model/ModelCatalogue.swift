import Accelerator
import ArgumentParser

/// `interlock model catalogue`: published runs, executed and compared with what their makers say.
struct ModelCatalogue: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "catalogue",
        abstract: "Meter published training runs and compare them with their sources.",
        discussion: """
            Each run is executed as training steps, and its counters are read. Three
            comparisons follow:

              ratio      the part of the metered operations that the source's own
                         formula counts, over what the formula says
              distance   metered total against the figure that the source publishes
              implied    metered total over the declared chip-hours at peak

            Examples:

              interlock model catalogue
              interlock model catalogue --format json
            """)

    @Option(help: "How to print the result: text or json.")
    var format: OutputFormat = .text

    func run() throws {
        let rows = try PublishedRun.catalogue().map { run in try CatalogueRow(run) }
        switch format {
        case .text: print(CatalogueReport.text(rows))
        case .json: print(try JSONOutput.text(rows.map(CatalogueReport.Entry.init)))
        }
    }
}
