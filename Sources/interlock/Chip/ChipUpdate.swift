import ArgumentParser
import Attestation
import ChipABI
import Silicon

/// `interlock chip update`.
struct ChipUpdate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "update",
        abstract: "Install a signed image in the slot that does not run, and boot it on trial.",
        discussion: """
            The firmware verifies the image as ROM does (vendor, quorum, security version) before the boot selector \
            moves. The next boot tries it once: it confirms itself when it is ready, and the fuse then refuses older \
            security versions; where it is not, the chip falls back. Licence, meter and log stay.

            Exit status: 0 confirmed; 1 refused by the firmware, or rolled back.

            EXAMPLE
              $ interlock chip update lab/chips/chip-000.cbor --image new.ilfw --interpreted
            """)

    @OptionGroup var options: ChipOptions
    @Option(help: "The image: made by `interlock image build`, signed by the vendor and the quorum.") var image: String

    func run() throws {
        let bytes = try InputFile.content(of: image, limit: Int(MemoryMap.slotSize))
        let chip = try options.booted()
        do {
            try MailboxAnswer.get(options.chip) { () throws(Chip.Refusal) in try chip.update(bytes) }
        } catch let refused as MailboxAnswer.Refused {
            try ChipFile.write(chip, to: options.chip)
            print("refused by the firmware: \(refused.fault), see Specs/Faults.md")
            throw ExitCode(1)
        }
        let trial = chip.bootSelector.trialSlot
        // An image that hangs or traps on its trial is left by the reset after it.
        if !chip.powerOn() { chip.powerOn() }
        try ChipFile.write(chip, to: options.chip)
        guard chip.bootSelector.slot == trial else {
            print("rolled back: the image did not become ready")
            throw ExitCode(1)
        }
        print(
            "confirmed: slot \(trial == 0 ? "A" : "B") boots, and security versions below "
                + "\(chip.state.fuses.minimumSecurityVersion) do not any more")
    }
}
