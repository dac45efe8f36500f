import ArgumentParser
import Attestation
import ChipABI
import Silicon

/// `interlock chip debug`.
struct ChipDebug: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "debug",
        abstract: "Read a chip's registers and memory through its debug port, or unlock the port in production.",
        discussion: """
            The port is alive in test and development, and evidence says so (dbgstat). In production it is dead until \
            the vendor and a licence quorum unlock it over a challenge of the chip. Hardware then wipes the device \
            secret and everything derived from it first: that chip will never boot or make evidence again. \
            No key can be read through the port either.

            Exit status: 0 done; 1 the firmware refused, or the port is dead.

            EXAMPLES
              $ interlock chip debug lab/chips/chip-000.cbor --read 0x40010080
              $ interlock chip debug lab/chips/chip-000.cbor --unlock \\
                  --key lab/keys/vendor.pem --key lab/keys/avalon.pem --key lab/keys/borduria.pem
            """)

    @OptionGroup var options: ChipOptions
    @Option(help: "The address of a word to read, in hexadecimal.") var read: String?
    @Flag(help: "Wipe the chip's secrets for good and open the port.") var unlock = false
    @OptionGroup var signers: AuthorizationKeys

    func run() throws {
        guard unlock != (read != nil) else { throw CommandFailure(.unusable, "give --read ADDRESS or --unlock") }
        // A chip that was unlocked does not boot any more; its port works all the same.
        let chip = try ChipFile.read(options.chip, mode: options.mode)
        let boots = chip.powerOn()
        if let read {
            let digits = read.hasPrefix("0x") ? read.dropFirst(2) : read[...]
            guard let address = UInt32(digits, radix: 16), address & 3 == 0 else {
                throw CommandFailure(.unusable, "--read \(read): give the address of a word, such as 0x40010080")
            }
            try ChipFile.write(chip, to: options.chip)
            guard let word = chip.debugLoad(address) else {
                print("the debug port is dead")
                throw ExitCode(1)
            }
            let hex = String(word, radix: 16)
            return print("0x" + String(repeating: "0", count: 8 - hex.count) + hex)
        }
        guard boots else { throw CommandFailure(.unusable, "\(options.chip): the chip does not boot; see chip boot") }
        try options.refusable(chip) {
            let request = try signers.authorization(.debugUnlock, for: chip, options)
            _ = try MailboxAnswer.get(options.chip) { () throws(Chip.Refusal) in try chip.send(.unlockDebug, request) }
            print("unlocked: the chip's secrets are gone for good")
        }
    }
}
