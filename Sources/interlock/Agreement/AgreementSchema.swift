import Agreement
import ArgumentParser

struct AgreementSchema: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the JSON Schema of agreements, for editors.",
        discussion: """
            EXAMPLES
                $ interlock agreement schema > agreement.json
              Then, as the first line of an agreement:
                # yaml-language-server: $schema=agreement.json
            """)

    @Option(help: "What is printed: the JSON Schema, or the fields as a table in Markdown.")
    var format: Format = .json

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case json
        case markdown
    }

    func run() {
        switch format {
        case .json: print(AgreementForm.schema.text, terminator: "")
        case .markdown: print(AgreementForm.page, terminator: "")
        }
    }
}
