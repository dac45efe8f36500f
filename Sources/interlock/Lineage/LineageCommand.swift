import ArgumentParser

/// `interlock lineage`: tickets and data manifests.
struct LineageCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lineage",
        abstract: "Add up the training that made weights, by their tickets; make data manifests.",
        discussion: """
            A checkpoint leaves a chip with a signed ticket that tells which training
            made it, over all chips (Specs/Lineage.md). A data manifest is what a
            licence permits to train on; weights are listed by the root of their tree.
            """,
        subcommands: [LineageVerify.self, LineageSubmit.self, LineageManifest.self, LineageWeights.self])
}
