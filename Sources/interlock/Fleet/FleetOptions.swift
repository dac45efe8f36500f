import Agreement
import ArgumentParser
import Fleet

/// Which fleet.
struct FleetOptions: ParsableArguments {
    @Argument(help: "The scenario, a YAML file (Specs/Scenario.md).", completion: .file(extensions: ["yaml", "yml"]))
    var scenario: String

    @Option(help: "A trace of requests: CSV with TIMESTAMP,ContextTokens,GeneratedTokens.", completion: .file())
    var trace: String?

    @Option(help: "Another seed than the scenario's.")
    var seed: UInt64?

    @Flag(help: "Execute the firmware images instruction by instruction instead of the same source natively.")
    var interpreted = false

    @Flag(help: "Sign and judge with P-384 alone, without ML-DSA-87: for comparison. The result says so.")
    var classicalOnly = false

    /// The fleet, ready to run, and its agreement's bytes.
    func read() throws(CommandFailure) -> (run: FleetRun, agreement: [UInt8]) {
        var (scenario, agreement) = try Scenario.read(scenario)
        if let seed { scenario.seed = seed }
        return (try run(scenario), agreement)
    }

    private func run(_ scenario: Scenario) throws(CommandFailure) -> FleetRun {
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
