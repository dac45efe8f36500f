import ArgumentParser
import ChipABI
import Silicon

/// `interlock chip boot`.
struct ChipBoot: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "boot",
        abstract: "Switch a chip on, and tell how far it came.",
        discussion: """
            ROM verifies the image against the fuses (the vendor's key and a quorum of the parties), measures it, \
            derives the alias key and hands over. Every boot counts.

            Exit status: 0 ready for commands; 1 the image was refused; 2 no chip in that file.

            EXAMPLE
              $ interlock chip boot lab/chips/chip-000.cbor --interpreted
            """)

    @OptionGroup var options: ChipOptions
    @Option(help: "How the result is printed: text, or json.") var format = OutputFormat.text

    func run() throws {
        let chip = try ChipFile.read(options.chip, mode: options.mode)
        let isReady = chip.powerOn()
        try ChipFile.write(chip, to: options.chip)
        let report = Report(
            chip: chip.identifier.hex, ready: isReady, status: chip.bootStatus.map { "\($0)" } ?? "none",
            fault: chip.fault.map { "\($0)" }, faultNumber: chip.fault?.rawValue, boots: chip.counter(.boot),
            instructions: chip.instructions)
        switch format {
        case .json: print(try JSONOutput.text(report))
        case .text:
            print("chip    \(report.chip)")
            print("status  \(report.status)")
            if let fault = report.fault { print("fault   \(fault), see Specs/Faults.md") }
            print("boots   \(report.boots)")
            if let instructions = report.instructions { print("core    \(instructions) instructions retired") }
        }
        guard isReady else { throw ExitCode(1) }
    }

    private struct Report: Encodable {
        let chip: String
        let ready: Bool
        let status: String
        let fault: String?
        let faultNumber: UInt32?
        let boots: UInt64
        let instructions: UInt64?
    }
}
