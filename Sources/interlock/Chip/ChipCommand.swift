import ArgumentParser

struct ChipCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chip",
        abstract: "Run code on the chip's RISC-V core.",
        subcommands: [ChipExec.self])
}
