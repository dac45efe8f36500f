import ArgumentParser

struct AgreementCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agreement",
        abstract: "Check, explain, compare and compile agreements.",
        discussion: """
            An agreement is one YAML file: who signs, what may be computed, who watches, what follows a breach \
            (Specs/Agreement.md). Specs/Agreements has some to start from.

            EXAMPLES
              Is it sound?
                $ interlock agreement check agreement.yaml
              What does it say, and does a change weaken it? (exit 1 where it does)
                $ interlock agreement explain agreement.yaml
                $ interlock agreement diff old.yaml agreement.yaml
              What does it mean for chips?
                $ interlock agreement compile agreement.yaml
                $ interlock agreement compile agreement.yaml --licence 1 > terms.yaml
              Completion in an editor: write this as the first line of an agreement
                # yaml-language-server: $schema=agreement.json
                $ interlock agreement schema > agreement.json
            """,
        subcommands: [
            AgreementCheck.self, AgreementExplain.self, AgreementDiff.self, AgreementCompile.self,
            AgreementSchema.self,
        ])
}
