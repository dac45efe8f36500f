import Agreement
import ArgumentParser
import Policy

struct FleetCheatsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cheats",
        abstract: "Try every cheat of the library on emulated chips: what stops it, what notices it, what it gains.",
        discussion: """
            For each cheat, two chips boot, take licences and work; one cheats. Its evidence is judged at every time at which a \
            verdict can change, until two attestations after the cheat. Nothing is looked up: each row is measured. \
            Specs/Cheats.md is what --format markdown prints.

            Exit status: 0 all were tried; 2 unusable input; 3 could not run.

            EXAMPLES
                $ interlock fleet cheats
              Under terms of your own:
                $ interlock fleet cheats --agreement agreement.yaml
            """)

    @Option(
        help: "Another agreement than the built-in one.", completion: .file(extensions: ["yaml", "yml"]))
    var agreement: String?

    @Option(help: "Where chance comes from.")
    var seed: UInt64 = 1

    @Option(help: "How the result is printed: text, json, or markdown.")
    var format: Format = .text

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text
        case json
        case markdown
    }

    func validate() throws {
        guard agreement == nil || format != .markdown else {
            throw ValidationError("--format markdown prints the page of the built-in agreement; leave --agreement out.")
        }
    }

    func run() throws {
        let table: CheatTable
        do {
            let content = try agreement.map { try InputFile.content(of: $0) } ?? Array(CheatTable.usualAgreement.utf8)
            table = try CheatTable(under: try Agreement(content, file: agreement ?? "agreement.yaml"), seed: seed)
        } catch let error as AgreementError {
            throw CommandFailure(.unusable, error.description)
        } catch let error as CaseFailure {
            throw CommandFailure(.unusable, "\(agreement ?? "agreement.yaml"): \(error.reason); give other terms")
        }
        switch format {
        case .text: print(table.text, terminator: "")
        case .json: print(table.json.text, terminator: "")
        case .markdown: print(table.page, terminator: "")
        }
    }
}
