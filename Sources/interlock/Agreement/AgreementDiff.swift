import Agreement
import ArgumentParser
import Attestation

struct AgreementDiff: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Say who gains between two versions of an agreement, and what weakens.",
        discussion: """
            Every field has a weight: a change is weaker, stronger, neutral, or mixed: somebody loses each way, so that a \
            person must weigh it. Mixed counts as weaker.

            Exit status: 0 nothing weakens; 1 something does; 2 a file is no agreement.

            EXAMPLES
              Fail a merge that weakens the agreement:
                $ git show main:agreement.yaml > old.yaml
                $ interlock agreement diff old.yaml agreement.yaml
            """)

    @Argument(help: "The old version, a YAML file.", completion: .file(extensions: ["yaml", "yml"]))
    var old: String

    @Argument(help: "The new version.", completion: .file(extensions: ["yaml", "yml"]))
    var new: String

    @Option(help: "How the result is printed: text, or json.")
    var format: OutputFormat = .text

    func run() throws {
        let contents = (try InputFile.content(of: old), try InputFile.content(of: new))
        let difference: AgreementDifference
        do {
            difference = try AgreementDifference(from: contents.0, named: old, to: contents.1, named: new)
        } catch { throw CommandFailure(.unusable, error.description) }
        switch format {
        case .text: print(text(difference).joined(separator: "\n"))
        case .json:
            let value = JSONValue.object([
                "weakens": .boolean(difference.weakens),
                "changes": .array(
                    difference.changes.map { change in
                        .object([
                            "effect": .string(change.effect.rawValue), "field": .string(change.field),
                            "what": .string(change.what), "gains": .string(change.gains),
                            "line": change.line.map { .number($0) } ?? .null,
                        ])
                    }),
            ])
            print(value.text, terminator: "")
        }
        throw ExitCode(difference.weakens ? 1 : 0)
    }

    private func text(_ difference: AgreementDifference) -> [String] {
        guard !difference.changes.isEmpty else { return ["Nothing changes."] }
        var lines = [difference.weakens ? "The new version is weaker." : "Nothing weakens."]
        for effect in Change.Effect.allCases {
            let changes = difference.changes.filter { $0.effect == effect }
            guard !changes.isEmpty else { continue }
            lines += ["", "\(effect.heading) (\(changes.count))"]
            for change in changes {
                lines.append("  \(change.field) \(change.what)")
                if !change.gains.isEmpty { lines.append("      gains: \(change.gains)") }
            }
        }
        return lines
    }
}

extension Change.Effect {
    fileprivate var heading: String {
        switch self {
        case .weaker: "Weaker"
        case .mixed: "To be weighed"
        case .stronger: "Stronger"
        case .neutral: "Neutral"
        }
    }
}
