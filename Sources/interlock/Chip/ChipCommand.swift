import ArgumentParser

struct ChipCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chip",
        abstract: "Make chips, boot them, compute and attest with them; run code on their RISC-V core.",
        subcommands: [
            ChipNew.self, ChipBoot.self, ChipRun.self, ChipUpdate.self, ChipAttest.self, ChipServe.self,
            ChipCSR.self, ChipProvision.self, ChipOwner.self,
            ChipDescribe.self, ChipExec.self, ChipLifeCycle.self, ChipDebug.self, ChipEntropy.self,
        ])
}
