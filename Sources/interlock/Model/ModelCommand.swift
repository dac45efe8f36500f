import ArgumentParser

/// `interlock model`: what models cost to train and to run.
struct ModelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "model",
        abstract: "Count what a model's training or inference costs, and compare published runs.",
        discussion: """
            The counts are those that a chip's meter would show: closed formulas over
            the model's dimensions.

              interlock model catalogue
              interlock model count --preset llama-2-70b --mode inference \\
                  --context 2048 --generate 256
            """,
        subcommands: [ModelCatalogue.self, ModelCount.self])
}
