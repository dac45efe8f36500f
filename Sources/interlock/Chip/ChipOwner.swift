import ArgumentParser
import Attestation
import ChipABI
import Cryptography
import Silicon

/// `interlock chip owner`.
struct ChipOwner: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "owner",
        abstract: "Show whose a chip is, offer it to a next owner, or take it.",
        discussion: """
            A chip leaves the factory as nobody's. It changes hands in two steps: an offer, which the owner and a \
            licence quorum sign (the vendor and the quorum while it is nobody's), names the next owner; then that one \
            signs to take it. Until then the old owner's key holds, afterwards it is worth nothing. Licences end with \
            the old owner, and what was sealed is lost; meter and log go on.

            Exit status: 0 done; 1 the firmware refused.

            EXAMPLES
              $ interlock chip owner show lab/chips/chip-000.cbor
              $ interlock chip owner offer lab/chips/chip-000.cbor --next north-public.pem \\
                  --key lab/keys/vendor.pem --key lab/keys/avalon.pem --key lab/keys/borduria.pem
              $ interlock chip owner take lab/chips/chip-000.cbor --owner-key north.pem
            """,
        subcommands: [Show.self, Offer.self, Take.self], defaultSubcommand: Show.self)

    /// `interlock chip owner show`.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show whose a chip is, as its evidence tells.",
            discussion: """
                Exit status: 0.

                EXAMPLE
                  $ interlock chip owner show lab/chips/chip-000.cbor
                """)

        @OptionGroup var options: ChipOptions

        func run() throws {
            let chip = try options.booted()
            print(try options.ownership(chip)?.words ?? "nobody's, since manufacture")
        }
    }

    /// `interlock chip owner offer`.
    struct Offer: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Offer a chip to a next owner; an earlier offer is void.",
            discussion: """
                Exit status: 0 done; 1 the firmware refused.

                EXAMPLE
                  $ interlock chip owner offer lab/chips/chip-000.cbor --next south-public.pem --owner-key north.pem \\
                      --key lab/keys/avalon.pem --key lab/keys/borduria.pem
                """)

        @OptionGroup var options: ChipOptions
        @Option(help: "The next owner's public key, PEM.") var next: String
        @Option(help: "The owner's private key, PEM; left out while the chip is nobody's.") var ownerKey: String?
        @Option(help: "The highest sequence of the licences issued so far: none up to it will count.")
        var lastLicence: UInt64 = 0
        @OptionGroup var signers: AuthorizationKeys

        func run() throws {
            let next = try KeyFile.publicKey(at: next).ownerDigest
            let chip = try options.booted()
            try options.refusable(chip) {
                let act = Authorization.Act.offer(next: next, lastLicence: lastLicence)
                let challenge = try options.challenge(chip)
                let quorum = try signers.sign(act, for: chip, challenge)
                let owner = try ownerKey.map { try OwnerKey($0).sign(act, for: chip, challenge) }
                let request = OwnershipRequest.offer(
                    next: next, lastLicence: lastLicence, quorum: quorum, owner: owner)
                _ = try MailboxAnswer.get(options.chip) { () throws(Chip.Refusal) in
                    try chip.send(.offerOwnership, request)
                }
                print("offered to the owner of keys \(next)")
            }
        }
    }

    /// `interlock chip owner take`.
    struct Take: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take a chip that is offered.",
            discussion: """
                Exit status: 0 done; 1 the firmware refused.

                EXAMPLE
                  $ interlock chip owner take lab/chips/chip-000.cbor --owner-key south.pem
                """)

        @OptionGroup var options: ChipOptions
        @Option(help: "The next owner's private key, PEM.") var ownerKey: String

        func run() throws {
            let key = try OwnerKey(ownerKey)
            let chip = try options.booted()
            try options.refusable(chip) {
                let epoch = (try options.ownership(chip)?.epoch ?? 0) + 1
                let act = Authorization.Act.acceptance(owner: key.digest, epoch: epoch)
                let part = try key.sign(act, for: chip, try options.challenge(chip))
                _ = try MailboxAnswer.get(options.chip) { () throws(Chip.Refusal) in
                    try chip.send(.acceptOwnership, OwnershipRequest.acceptance(part))
                }
                print("taken: epoch \(epoch); the new keys come with the next reset")
            }
        }
    }
}

/// An owner's private key.
struct OwnerKey {
    private let key: SigningKey

    /// The key in a file.
    init(_ path: String) throws { key = try KeyFile.privateKey(at: path) }

    /// What a chip knows the owner by.
    var digest: Digest384 { key.publicKey.ownerDigest }

    /// Signs leave for an act over a chip's challenge.
    func sign(_ act: Authorization.Act, for chip: Chip, _ challenge: [UInt8]) throws -> OwnershipRequest.OwnersPart {
        OwnershipRequest.OwnersPart(
            message: try Authorization(act, for: chip, challenge, signedBy: [key]).encoded(), keys: key.publicKey.raw)
    }
}

extension Authorization {
    /// Leave for an act on a chip, over a challenge that it gave.
    init(_ act: Act, for chip: Chip, _ challenge: [UInt8], signedBy keys: [SigningKey]) throws {
        guard let id = ChipID(chip.identifier) else { throw CommandFailure(.unusable, "the chip has no identifier") }
        self.init(act, chip: id, challenge: challenge, lifeCycle: chip.lifeCycle.rawValue, signedBy: keys)
    }
}

extension Ownership {
    /// The ownership in words.
    fileprivate var words: String {
        let owned = epoch == 0 ? "nobody's" : "owned by the owner of keys \(owner), epoch \(epoch)"
        return owned + (next.map { "\noffered to the owner of keys \($0)" } ?? "")
    }
}

extension ChipOptions {
    /// A challenge of the chip.
    func challenge(_ chip: Chip) throws -> [UInt8] {
        try MailboxAnswer.get(self.chip) { () throws(Chip.Refusal) in try chip.send(.challenge) }
    }

    /// Whose the chip is. Its state is copied for the question: an attestation would begin a new segment of its log.
    func ownership(_ chip: Chip) throws -> Ownership? {
        let copy = Chip(chip.state, firmware: .builtIn, mode: .native, cache: PublicKeyCache())
        try ChipFile.boot(copy, self.chip)
        let evidence = try MailboxAnswer.get(self.chip) { () throws(Chip.Refusal) in
            try copy.send(.attest, Array(repeating: 0, count: 32))
        }
        do throws(DocumentError) {
            return try Evidence(evidence).claims.ownership
        } catch {
            throw CommandFailure(.unusable, "\(self.chip): the chip's evidence can't be read: \(error)")
        }
    }
}
