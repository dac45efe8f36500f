import ArgumentParser

struct KeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "Make and show parties' keys.",
        subcommands: [KeysNew.self, KeysShow.self])
}
