import ArgumentParser
import Cryptography
import Silicon
import Wire

/// `interlock chip attest`.
struct ChipAttest: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attest",
        abstract: "Challenge a chip with a nonce, and keep the evidence that it signs.",
        discussion: """
            EXAMPLE
              $ interlock chip attest lab/chips/chip-000.cbor --nonce 8f2a91c04be7d563 --out e.cbor
              $ interlock inspect e.cbor
            """)

    @OptionGroup var options: ChipOptions
    @Option(help: "The nonce in hexadecimal, 8 to 64 bytes.") var nonce: String
    @Option(help: "Where the evidence goes.") var out: String
    @Option(help: "Chip time, in ticks of one second; it never goes back.") var tick: UInt64?
    @Flag(help: "Replace the file where it exists.") var force = false

    func run() throws {
        guard let bytes = [UInt8](hex: nonce), Limits.nonceLength.contains(bytes.count) else {
            throw CommandFailure(.unusable, "--nonce \(nonce): give 16 to 128 hexadecimal digits")
        }
        let chip = try options.booted()
        if let tick { chip.advance(to: tick) }
        let evidence = try MailboxAnswer.get(options.chip) { () throws(Chip.Refusal) in try chip.send(.attest, bytes) }
        try OutputFile.write(evidence, to: out, replacing: force)
        try ChipFile.write(chip, to: options.chip)
        print("\(out): \(evidence.count) bytes of evidence")
    }
}

/// What the firmware answers, or a failure that says what it refused.
enum MailboxAnswer {
    static func get(_ path: String, _ body: () throws(Chip.Refusal) -> [UInt8]) throws -> [UInt8] {
        do throws(Chip.Refusal) {
            return try body()
        } catch {
            switch error {
            case .fault(let fault): throw Refused(fault: fault)
            case .unknownFault(let number):
                throw CommandFailure(.couldNotRun, "\(path): the firmware answered \(number), which is no fault")
            case .noAnswer: throw CommandFailure(.couldNotRun, "\(path): the chip does not answer")
            }
        }
    }

    /// The firmware refused.
    struct Refused: Error {
        let fault: Fault
    }
}
