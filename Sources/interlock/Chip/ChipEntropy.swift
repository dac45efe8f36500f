import ArgumentParser
import Attestation
import Cryptography
import Silicon

/// `interlock chip entropy`.
struct ChipEntropy: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "entropy",
        abstract: "Burn entropy from the field into a chip: its local identity becomes another.",
        discussion: """
            The vendor may have kept a copy of the secret that the chip left the factory with. The local identity \
            (LDevID), and the alias key above it, depend also on what is burnt in the field: 32 bytes of yours, mixed \
            with as many random ones. There are four slots, each for once. The old identity is gone; the state in \
            flash, the licence with it, stays. A chip that nobody owns takes the first slot from whoever holds it; an \
            owned chip takes them with its owner's signature alone.

            Exit status: 0 burnt; 1 the firmware refused.

            EXAMPLES
              $ interlock chip entropy lab/chips/chip-000.cbor --value $(openssl rand -hex 32)
              $ interlock chip entropy lab/chips/chip-000.cbor --value $(openssl rand -hex 32) --owner-key owner.pem
            """)

    @OptionGroup var options: ChipOptions
    @Option(help: "32 bytes, in hexadecimal.") var value: String
    @Option(help: "The owner's private key, PEM, where the chip has an owner.") var ownerKey: String?

    func run() throws {
        guard let bytes = [UInt8](hex: value), bytes.count == 32 else {
            throw CommandFailure(.unusable, "--value: give 32 bytes, as 64 hexadecimal digits")
        }
        let chip = try options.booted()
        try options.refusable(chip) {
            var bytes = bytes
            if let ownerKey {
                let part = try OwnerKey(ownerKey).sign(.entropy(bytes), for: chip, try options.challenge(chip))
                bytes = OwnershipRequest.entropy(bytes, part)
            }
            _ = try MailboxAnswer.get(options.chip) { () throws(Chip.Refusal) in try chip.send(.burnEntropy, bytes) }
            print("burnt: the chip has another local identity from the next reset on")
        }
    }
}
