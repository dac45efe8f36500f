import ArgumentParser
import Policy

struct PolicySchema: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the JSON Schema of suites, for editors.",
        discussion: """
            EXAMPLES
                $ interlock policy schema > suite.json
              Then, as the first line of a suite:
                # yaml-language-server: $schema=suite.json
            """)

    func run() { print(SuiteForm.schema.text, terminator: "") }
}
