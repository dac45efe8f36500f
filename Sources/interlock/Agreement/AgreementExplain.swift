import Agreement
import ArgumentParser
import Attestation

struct AgreementExplain: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Say in plain language what an agreement means.",
        discussion: """
            EXAMPLES
                $ interlock agreement explain agreement.yaml
            """)

    @Argument(help: "The agreement, a YAML file.", completion: .file(extensions: ["yaml", "yml"]))
    var file: String

    @Option(help: "How the result is printed: text, or json.")
    var format: OutputFormat = .text

    func run() throws {
        let agreement = try Agreement.read(file)
        let sections = AgreementExplanation(agreement).sections
        switch format {
        case .text:
            print(agreement.name)
            for section in sections {
                print("\n\(section.title)")
                for sentence in section.sentences { print("  \(sentence)") }
            }
        case .json:
            let value = JSONValue.object([
                "name": .string(agreement.name),
                "sections": .array(
                    sections.map { section in
                        .object([
                            "title": .string(section.title),
                            "sentences": .array(section.sentences.map { .string($0) }),
                        ])
                    }),
            ])
            print(value.text, terminator: "")
        }
    }
}
