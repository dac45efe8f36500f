import ArgumentParser

/// `interlock model`: what models cost to train and to run.
struct ModelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "model",
        abstract: "Count what a model costs, compare published runs, train a small one.",
        discussion: """
            The counts are those that a chip's meter would show: closed formulas over
            the model's dimensions. Chips that really compute count the same.

              interlock model catalogue
              interlock model count --preset llama-2-70b --mode inference \\
                  --context 2048 --generate 256
              interlock model train Specs/*.md --tensor 2 --data 2
            """,
        subcommands: [ModelCatalogue.self, ModelCount.self, ModelTrain.self])
}
