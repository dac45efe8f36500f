import ArgumentParser

struct Chip: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run code on the chip's RISC-V core.",
        subcommands: [ChipExec.self])
}
