import Agreement
import ArgumentParser
import Foundation
import Policy

struct PolicyAttack: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attack",
        abstract: "Look for the cheapest breach that an agreement would not notice.",
        discussion: """
            Goals are what agreements are meant to prevent: a run beyond a threshold, split over chips and licences; \
            training or computing beyond the allowance; models that are not listed or not to be trained; a licence that \
            only colluding blocs signed; more operations a second; a chip out of sight. For each, scenarios are drawn \
            (chips, licences, amounts, restarts, withheld and late answers), signed, and judged by the verifier's own \
            rules. One that stays "kept" is made as small as it gets. Points: a chip, a further licence, a cover 1; a \
            bloc that colludes 10.

            Emulated chips then try what was found, where hosts and models of a scenario can; and beside an honest chip, \
            another tries each cheat of the library (Specs/Scenario.md), and --mixes mixes of them, with outages, restarts, \
            throttled use and a second chip as covers: the small ones first. A mix that nobody notices, and that gains \
            something, is made as small as it gets. --written leaves emulated chips out.

            --out writes what was found as a suite that fails until the agreement is mended; with --known, one that \
            passes until then. A breach that the agreement accepts as a gap is told, and does not count.

            That nothing is found shows that these scenarios are noticed, and no more (Specs/Policy.md).

            Exit status: 0 nothing passes unnoticed within the budget; 1 something does; 2 unusable input; 3 could not \
            write.

            EXAMPLES
                $ interlock policy attack agreement.yaml --out attacks.suite.yaml
                $ interlock policy test attacks.suite.yaml
              Two blocs may collude, and a week is soon enough:
                $ interlock policy attack agreement.yaml --colluding 2 --within 7d
            """)

    @Argument(help: "The agreement, a YAML file.", completion: .file(extensions: ["yaml", "yml"]))
    var agreement: String

    @Option(help: "Where chance comes from; the same seed finds the same.")
    var seed: UInt64 = 1

    @Option(help: "The most scenarios to judge in looking, shared by the goals; shrinking what is found comes on top.")
    var budget: Int = 200

    @Option(help: "The most mixes of cheats for emulated chips to try; 0 for none.")
    var mixes: Int = 60

    @Option(help: "How many blocs of parties may collude.")
    var colluding: Int = 1

    @Option(help: "How soon it must be noticed that a chip is out of sight, such as 12h.")
    var within: String = "30d"

    @Option(help: "The phase in which the verifier judges, instead of the agreement's own terms.")
    var phase: String?

    @Flag(help: "Leave emulated chips out: written evidence only.")
    var written = false

    @Option(help: "Write what was found as a suite to this file.", completion: .file(extensions: ["yaml"]))
    var out: String?

    @Flag(help: "Write a suite that documents the gaps: it passes as long as nothing notices.")
    var known = false

    @Option(help: "How the result is printed: text, or json.")
    var format: OutputFormat = .text

    func validate() throws {
        guard (1...100_000).contains(budget) else { throw ValidationError("--budget takes 1 to 100000.") }
        guard (0...100_000).contains(mixes) else { throw ValidationError("--mixes takes 0 to 100000.") }
        guard (1...8).contains(colluding) else { throw ValidationError("--colluding takes 1 to 8.") }
        guard !known || out != nil else { throw ValidationError("--known needs --out.") }
    }

    func run() throws {
        let content = try InputFile.content(of: agreement)
        let result: AttackResult
        do {
            let draft = try AgreementDraft(content, file: agreement)
            let ticks = try YAMLField(file: "--within", bytes: Array(within.utf8)).duration()
            guard ticks > 0 else {
                throw CommandFailure(.unusable, "--within: nothing is noticed at once; give 1s or more")
            }
            let names = draft.tested.agreement.phases.map(\.name)
            if let phase, !names.contains(phase) {
                throw CommandFailure(
                    .unusable,
                    "--phase: the agreement has no such phase; it has \(names.joined(separator: ", "))")
            }
            var search = try AttackSearch(
                draft,
                AttackTerms(within: ticks, blocs: colluding, phase: phase, under: draft.tested.agreement),
                seed: seed, budget: budget)
            result = try search.run(onChips: !written, mixes: mixes)
        } catch let error as AgreementError {
            throw CommandFailure(.unusable, error.description)
        } catch let error as CaseFailure {
            throw CommandFailure(.couldNotRun, error.reason)
        }
        let isWritten = !result.breaches.isEmpty || result.openMix != nil
        if let out, isWritten {
            let stem = out.hasSuffix(SuiteFile.suffix) ? String(out.dropLast(SuiteFile.suffix.count)) : out
            let fleet = stem + ".mix.yaml"
            let name = URL(fileURLWithPath: fleet).lastPathComponent
            try OutputFile.write(
                Array(result.suite(agreement: path(from: out), known: known, fleet: name).utf8), to: out,
                replacing: true)
            if let mix = result.openMix {
                try OutputFile.write(Array(mix.scenario.utf8), to: fleet, replacing: true)
            }
        }
        switch format {
        case .text:
            print(result.text, terminator: "")
            if let out { print(isWritten ? "\n\(out) tests for it." : "\nNothing to write to \(out).") }
        case .json: print(result.json.text, terminator: "")
        }
        throw ExitCode(result.holds ? 0 : 1)
    }

    /// The agreement's path as a suite at `file` names it: beside it by name, else in full.
    private func path(from file: String) -> String {
        let (own, other) = (URL(fileURLWithPath: agreement), URL(fileURLWithPath: file))
        return own.deletingLastPathComponent().path == other.deletingLastPathComponent().path
            ? own.lastPathComponent : own.path
    }
}
