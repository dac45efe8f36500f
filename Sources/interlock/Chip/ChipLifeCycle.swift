import ArgumentParser
import Attestation
import ChipABI
import Silicon

/// `interlock chip life-cycle`.
struct ChipLifeCycle: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "life-cycle",
        abstract: "Show a chip's life cycle, or take it further on: test, development, production, end of life.",
        discussion: """
            Fuses go one way: no chip goes back. In production the debug port is dead. The end of life needs the \
            vendor's key and those of a licence quorum; after it a chip boots and attests that it is over, and serves \
            nothing.

            Exit status: 0 done; 1 the firmware refused.

            EXAMPLES
              $ interlock chip life-cycle lab/chips/chip-000.cbor
              $ interlock chip life-cycle lab/chips/chip-000.cbor --to end-of-life \\
                  --key lab/keys/vendor.pem --key lab/keys/avalon.pem --key lab/keys/borduria.pem
            """)

    enum Stage: String, ExpressibleByArgument, CaseIterable {
        case development, production
        case endOfLife = "end-of-life"

        var lifeCycle: LifeCycle {
            switch self {
            case .development: .development
            case .production: .production
            case .endOfLife: .endOfLife
            }
        }
    }

    @OptionGroup var options: ChipOptions
    @Option(help: "The life cycle to go on to.") var to: Stage?
    @OptionGroup var signers: AuthorizationKeys

    func run() throws {
        let chip = try options.booted()
        guard let to else { return print("\(chip.lifeCycle)") }
        try options.refusable(chip) {
            let word = to.lifeCycle.rawValue
            var request = (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32(24 - 8 * $0)) }
            if to == .endOfLife { request += try signers.authorization(.endOfLife, for: chip, options) }
            _ = try MailboxAnswer.get(options.chip) { () throws(Chip.Refusal) in
                try chip.send(.advanceLifeCycle, request)
            }
            print("\(chip.lifeCycle) from the next reset on")
        }
    }
}

/// Who authorizes what is done to a chip.
struct AuthorizationKeys: ParsableArguments {
    @Option(name: .customLong("key"), help: "A private key, PEM, that signs the authorization; once for each signer.")
    var keys: [String] = []

    /// Asks the chip for a challenge and signs an authorization over it.
    func authorization(_ act: Authorization.Act, for chip: Chip, _ options: ChipOptions) throws -> [UInt8] {
        try sign(act, for: chip, options.challenge(chip))
    }

    /// Signs an authorization over a challenge of the chip.
    func sign(_ act: Authorization.Act, for chip: Chip, _ challenge: [UInt8]) throws -> [UInt8] {
        guard !keys.isEmpty else {
            throw CommandFailure(
                .unusable,
                "--key: give the keys of a licence quorum, and the vendor's where it must sign, each with --key")
        }
        return try Authorization(
            act, for: chip, challenge, signedBy: try keys.map { key in try KeyFile.privateKey(at: key) }
        ).encoded()
    }
}

extension ChipOptions {
    /// Does something that the firmware may refuse, and writes the chip either way.
    func refusable(_ chip: Chip, _ body: () throws -> Void) throws {
        do {
            try body()
            try ChipFile.write(chip, to: self.chip)
        } catch let refused as MailboxAnswer.Refused {
            try ChipFile.write(chip, to: self.chip)
            print("refused by the firmware: \(refused.fault), see Specs/Faults.md")
            throw ExitCode(1)
        }
    }
}
