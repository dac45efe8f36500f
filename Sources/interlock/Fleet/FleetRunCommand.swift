import Agreement
import Appraisal
import ArgumentParser
import Attestation
import Fleet
import Foundation
import Silicon

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

    @Argument(help: "The scenario, a YAML file (Specs/Scenario.md).", completion: .file(extensions: ["yaml", "yml"]))
    var scenario: String

    @Option(help: "The directory for what comes of it.", completion: .directory)
    var out: String

    @Option(help: "A trace of requests: CSV with TIMESTAMP,ContextTokens,GeneratedTokens.", completion: .file())
    var trace: String?

    @Option(help: "Another seed than the scenario's.")
    var seed: UInt64?

    @Flag(help: "Execute the firmware images instruction by instruction instead of the same source natively.")
    var interpreted = false

    @Flag(help: "Sign and judge with P-384 alone, without ML-DSA-87: for comparison. The result says so.")
    var classicalOnly = false

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
        var (scenario, agreement) = try Scenario.read(scenario)
        if let seed { scenario.seed = seed }
        let run = try makeRun(scenario)
        let bar = ProgressBar(total: run.challengeCount, label: "simulating \(scenario.chipCount) chips")
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

    private func makeRun(_ scenario: Scenario) throws(CommandFailure) -> FleetRun {
        let requests: RequestTrace?
        if let trace {
            let bytes = try InputFile.content(of: trace, limit: 1 << 30)
            do { requests = try RequestTrace(csv: bytes, file: trace) } catch {
                throw CommandFailure(.unusable, error.description)
            }
        } else {
            requests = nil
        }
        do {
            return try FleetRun(
                scenario, trace: requests, mode: interpreted ? .interpreted : .native,
                signatures: classicalOnly ? .classicalOnly : .hybrid)
        } catch {
            switch error {
            case .traceMissing:
                throw CommandFailure(
                    .unusable, "\(self.scenario): a workload needs a trace of requests; give one with --trace FILE.csv")
            case .traceUnused:
                throw CommandFailure(
                    .unusable, "\(self.scenario): no workload takes a trace; leave --trace out, or add trace: optional")
            case .world(let reason): throw CommandFailure(.unusable, "\(self.scenario): \(reason)")
            }
        }
    }
}
