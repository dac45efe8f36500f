import ArgumentParser
import Attestation
import Silicon
import Wire

/// `interlock chip attest`.
struct ChipAttest: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attest",
        abstract: "Challenge a chip with a nonce, and keep the evidence that it signs; or ask an SPDM responder.",
        discussion: """
            With a chip's file, the chip signs evidence, which --out keeps. With --spdm, a responder on a TCP port (one of \
            `interlock chip serve`, or DMTF's emulator) proves its key and tells its measurements, which are printed; \
            the nonce makes the challenges fresh.

            Exit status: 0 done; 1 the responder's root is not the one of --root; 2 unusable input; 3 no answer, or one \
            that does not hold.

            EXAMPLES
              $ interlock chip attest lab/chips/chip-000.cbor --nonce 8f2a91c04be7d563 --out e.cbor
              $ interlock inspect e.cbor
              $ interlock chip attest --spdm 127.0.0.1:2323 --nonce 8f2a91c04be7d563 --root lab/trust/root.pem
            """)

    /// How messages travel to an SPDM responder.
    enum Transport: String, ExpressibleByArgument, CaseIterable {
        case mctp, doe

        var port: SPDMPort.Transport {
            switch self {
            case .mctp: .mctp
            case .doe: .pciDOE
            }
        }
    }

    @Argument(help: "The chip: a file made by `interlock chip new`.") var chip: String?
    @Flag(help: "Run the RV32 firmware image instruction by instruction; the evidence is the same bytes.")
    var interpreted = false
    @Option(help: "The nonce in hexadecimal, 8 to 64 bytes.") var nonce: String
    @Option(help: "Where the evidence goes.") var out: String?
    @Option(help: "Chip time, in ticks of one second; it never goes back.") var tick: UInt64?
    @Flag(help: "Replace the file where it exists.") var force = false
    @Option(help: ArgumentHelp("Ask the SPDM responder there.", valueName: "host:port")) var spdm: SocketAddress?
    @Option(help: "With --spdm: the transport, mctp or doe.") var transport = Transport.mctp
    @Flag(help: "With --spdm: measure inside of an encrypted session.") var session = false
    @Flag(help: "With --spdm: ask the responder's program to stop afterwards.") var stop = false
    @Option(help: "With --spdm: the root certificate, PEM, that the chain must begin with; the first of the file.")
    var root: String?
    @Option(help: "With --spdm: whose certificates: 0 the vendor's, 1 the operator's; 7 at most.") var slot: UInt8 = 0
    @Option(help: "With --spdm: the largest message that is taken in one piece, 42 to 65535 bytes.")
    var transferSize = SPDMRequester.usualTransferSize
    @Option(help: "With --spdm: how the result is printed: text, or json.") var format = OutputFormat.text

    func validate() throws {
        guard (chip == nil) != (spdm == nil) else {
            throw ValidationError("give a chip's file, or --spdm with a responder's address")
        }
        guard slot < 8 else { throw ValidationError("--slot \(slot): give a number from 0 to 7") }
        try ResponderOptions.check(transferSize: transferSize)
        guard chip == nil || out != nil else { throw ValidationError("give --out: where the evidence goes") }
    }

    func run() throws {
        guard let bytes = [UInt8](hex: nonce), Limits.nonceLength.contains(bytes.count) else {
            throw CommandFailure(.unusable, "--nonce \(nonce): give 16 to 128 hexadecimal digits")
        }
        if let spdm { return try ask(spdm, bytes) }
        guard let path = chip, let out else { return }
        let chip = try ChipFile.read(path, mode: interpreted ? .interpreted : .native)
        try ChipFile.boot(chip, path)
        if let tick { chip.advance(to: tick) }
        let evidence = try MailboxAnswer.get(path) { () throws(Chip.Refusal) in try chip.send(.attest, bytes) }
        try OutputFile.write(evidence, to: out, replacing: force)
        try ChipFile.write(chip, to: path)
        print("\(out): \(evidence.count) bytes of evidence")
    }

    private func ask(_ address: SocketAddress, _ nonce: [UInt8]) throws {
        let report = try SPDMAttestation(
            conversation: SPDMConversation(
                address: address, transport: transport.port, slot: slot, transferSize: transferSize, nonce: nonce,
                stopsResponder: stop),
            opensSession: session, root: try ResponderOptions.certificate(root)
        ).report()
        switch format {
        case .json: print(try JSONOutput.text(report))
        case .text: print(report.text)
        }
        guard report.rootTrusted != false else { throw ExitCode(1) }
    }
}

/// What the firmware answers, or a failure that says what it refused.
enum MailboxAnswer {
    static func get<Answer>(_ path: String, _ body: () throws(Chip.Refusal) -> Answer) throws -> Answer {
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
