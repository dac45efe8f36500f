import ArgumentParser
import Attestation
import Fleet
import Foundation

struct FleetRunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run a scenario in virtual time, and judge its chips from their evidence.",
        discussion: """
            Chips boot signed firmware, take licences, work and attest; cheats cheat. DIR gets the evidence, what a \
            verifier needs to judge it (trust/, agreement.yaml), usage logs, findings.json, run.json and report.html. \
            The same scenario and seed give the same bytes on every machine.

            Exit status: 0 the findings are those that the scenario expects; 1 they are not, or the agreement is not \
            kept where none is expected; 2 unusable input; 3 could not read or write.

            EXAMPLES
              The quickstart, with an hour of real requests:
                $ interlock fleet run Specs/Scenarios/quickstart.yaml --out out \\
                    --trace AzureLLMInferenceTrace_conv.csv
              The same firmware, instruction by instruction:
                $ interlock fleet run Specs/Scenarios/quickstart.yaml --out out2 --interpreted
            """)

    @OptionGroup var fleet: FleetOptions

    @Option(help: "The directory for what comes of it.", completion: .directory)
    var out: String

    @Option(help: "How the result is printed: text, or json.")
    var format: OutputFormat = .text

    @Flag(help: "Replace what is in the directory.")
    var force = false

    @Option(help: "How many chips to run side by side; the result is the same for any number.")
    var jobs: Int = ProcessInfo.processInfo.activeProcessorCount

    func validate() throws {
        guard (1...256).contains(jobs) else { throw ValidationError("--jobs takes 1 to 256.") }
    }

    func run() throws {
        let target = try OutputDirectory(out, replacing: force)
        let (run, agreement) = try fleet.read()
        let bar = ProgressBar(
            total: run.challengeCount, label: "simulating \(run.world.scenario.chipCount) chips")
        let outcome: FleetOutcome
        do { outcome = try run.run(jobs: jobs) { bar.show($0) } } catch {
            throw CommandFailure(.couldNotRun, error.description)
        }
        bar.finish()
        try target.write { directory throws(CommandFailure) in
            try directory.add(agreement, at: "agreement.yaml")
            try outcome.writeFiles { (document) throws(CommandFailure) in
                try directory.add(document.bytes, at: document.path)
            }
        }
        switch format {
        case .text: print(Story(outcome).text(directory: out), terminator: "")
        case .json: print(outcome.runJSON.text, terminator: "")
        }
        guard outcome.isAsExpected, outcome.contradictions.isEmpty else { throw ExitCode(1) }
    }
}
