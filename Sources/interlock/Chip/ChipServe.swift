import ArgumentParser
import ChipABI
import Silicon

/// `interlock chip serve`.
struct ChipServe: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve a chip's SPDM responder on a TCP port.",
        discussion: """
            Speaks SPDM 1.2 and 1.3 over MCTP or PCI DOE in the framing of DMTF's emulator, so that its requester and \
            validator, and QEMU's SPDM port, can connect. Ends when a client asks it to stop. Chip time runs while a \
            client is connected.

            Exit status: 0 stopped by a client; 2 no chip in that file; 3 the port can't be opened.

            EXAMPLES
              Serve the RV32 firmware to one client:
                $ interlock chip serve lab/chips/chip-000.cbor --interpreted --once
              Then, elsewhere:
                $ spdm_requester_emu --ip 127.0.0.1 --ver 1.3 --trans PCI_DOE --mut_auth NO --basic_mut_auth NO
            """)

    @OptionGroup var options: ChipOptions
    @Option(help: ArgumentHelp("Where to listen; port 0 takes a free one.", valueName: "host:port"))
    var spdm = SocketAddress(host: "127.0.0.1", port: 2323)
    @Option(help: "The highest SPDM version to offer: 1.2 or 1.3.") var highest = Version.v13
    @Flag(help: "Stop when the first client leaves.") var once = false
    @Flag(help: "Print each message's first bytes.") var verbose = false

    func run() throws {
        let chip = try options.booted()
        try ChipFile.write(chip, to: options.chip)
        let listener = try SocketListener(spdm)
        StandardError.write("\(options.chip): SPDM on \(listener.address)\n")
        try SPDMServer(chip: chip, highest: highest.offered, isVerbose: verbose).run(listener, once: once)
        try ChipFile.write(chip, to: options.chip)
    }

    /// A version as the command line names it.
    enum Version: String, ExpressibleByArgument, CaseIterable {
        case v12 = "1.2"
        case v13 = "1.3"

        var offered: SPDMEnvelope.Version {
            switch self {
            case .v12: .version12
            case .v13: .version13
            }
        }
    }
}
