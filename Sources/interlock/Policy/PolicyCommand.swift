import ArgumentParser

struct PolicyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy",
        abstract: "Test agreements as code.",
        discussion: """
            EXAMPLES
              Does the agreement still do what its suite says, and would the suite notice if a clause were weaker?
                $ interlock policy test Specs/Agreements
                $ interlock policy test Specs/Agreements --mutate --minimum-score 95
              Which breach would it not notice?
                $ interlock policy attack Specs/Agreements/inference-only.yaml
            """,
        subcommands: [PolicyTest.self, PolicyAttack.self, PolicySchema.self])
}
