import ArgumentParser
import Attestation
import Silicon

/// `interlock licence install`.
struct LicenceInstall: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "install",
        abstract: "Hand a signed licence to a chip; its firmware takes it or says why not.",
        discussion: """
            The proof that the chip is in the licence's fixed set is made from the chips of the trust directory.

            Exit status: 0 installed; 1 the firmware refused, and its usage log says why.

            EXAMPLE
              $ interlock licence install licence.cbor lab/chips/chip-000.cbor --trust lab/trust
            """)

    @Argument(help: "The licence.") var licence: String
    @OptionGroup var options: ChipOptions
    @Option(help: "The trust directory, for the list of chips.") var trust: String

    func run() throws {
        let bytes = try InputFile.content(of: licence, limit: Licence.maximumByteCount)
        let chip = try options.booted()
        let installation = try installation(bytes, chip)
        do {
            _ = try MailboxAnswer.get(options.chip) { () throws(Chip.Refusal) in
                try chip.send(.installLicence, installation.encoded())
            }
            try ChipFile.write(chip, to: options.chip)
            print("installed")
        } catch let refused as MailboxAnswer.Refused {
            try ChipFile.write(chip, to: options.chip)
            print("refused by the firmware: \(refused.fault), see Specs/Faults.md")
            throw ExitCode(1)
        }
    }

    /// The licence as it is, also where it is none: what to make of it is for the firmware to say. Where no set of the
    /// trust directory has the chip and the licence's root, the proof is empty.
    private func installation(_ bytes: [UInt8], _ chip: Chip) throws -> LicenceInstallation {
        let bare = LicenceInstallation(licence: bytes, index: 0, path: [])
        let register = try TrustDirectory.read(trust).chips
        guard let licence = try? Licence(bytes), let id = ChipID(chip.identifier), let register else { return bare }
        let sets = [register.chips.map(\.id)] + register.sets
        for set in sets.map(ChipSet.init) where set.root == licence.terms.chipRoot {
            if let proof = LicenceInstallation(licence, chip: id, in: set) { return proof }
        }
        return bare
    }
}
