import Accelerator
import ArgumentParser
import Cryptography
import Silicon
import Wire

/// `interlock chip run`.
struct ChipRun: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Load a model and compute with it, as far as the chip's licence lets it.",
        discussion: """
            The model's weights are stood for by their name: their digest is SHA-384 of it. The command opens the \
            interlock again and again, one quantum at a time, until the work is done or the firmware refuses.

            Exit status: 0 all done; 1 the firmware refused.

            EXAMPLE
              $ interlock chip run lab/chips/chip-000.cbor --model tern-7b --operations 1000000
            """)

    @OptionGroup var options: ChipOptions
    @Option(help: "The model's name.") var model: String
    @Option(help: "How much to compute, in weighted operations.") var operations: UInt64
    @Flag(help: "Train, rather than infer.") var training = false

    func run() throws {
        guard operations > 0 else { throw CommandFailure(.unusable, "--operations 0: give at least 1") }
        let chip = try options.booted()
        let weights = Digest384(hashing: Array(model.utf8))
        chip.load(weights: weights, bytes: 1)
        do {
            _ = try MailboxAnswer.get(options.chip) { () throws(Chip.Refusal) in try chip.send(.measureModel) }
            let openings = try compute(on: chip)
            try ChipFile.write(chip, to: options.chip)
            print("done: \(operations) operations in \(openings) \(openings == 1 ? "opening" : "openings")")
        } catch let refused as MailboxAnswer.Refused {
            try ChipFile.write(chip, to: options.chip)
            print("refused by the firmware: \(refused.fault), see Specs/Faults.md")
            throw ExitCode(1)
        }
    }

    private func compute(on chip: Chip) throws -> Int {
        var cost = Counters()
        cost[.multiplyAccumulates(.bf16)] = UInt128(operations / 2)
        cost[.vectorOperations(.bf16)] = UInt128(operations % 2)
        var openings = 0
        while true {
            _ = try MailboxAnswer.get(options.chip) { () throws(Chip.Refusal) in
                try chip.open(training ? .training : .inference, cost.policyOperations)
            }
            openings += 1
            switch chip.execute(training ? .backward : .prefill, cost) {
            case .done:
                _ = try MailboxAnswer.get(options.chip) { () throws(Chip.Refusal) in try chip.send(.closeInterlock) }
                return openings
            case .partial(let rest): cost = rest
            case .blocked(let block): throw CommandFailure(.couldNotRun, "\(options.chip): blocked: \(block)")
            }
        }
    }
}
