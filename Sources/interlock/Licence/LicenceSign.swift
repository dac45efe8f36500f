import ArgumentParser
import Attestation
import Cryptography

struct LicenceSign: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign",
        abstract: "Add a party's signatures to a draft or a licence.",
        discussion: """
            Look at what you sign first: interlock licence inspect FILE.

            EXAMPLES
              The first signature, then the second:
                $ interlock licence sign draft.cbor --key anna.pem --out half.cbor
                $ interlock licence sign half.cbor --key bert.pem --out licence.cbor
            """)

    @Argument(help: "A draft, or a licence that others have signed.", completion: .file())
    var file: String

    @Option(help: "The party's private key, PEM.", completion: .file())
    var key: String

    @Option(help: "Refuse unless the key is of a party of this trust directory.", completion: .directory)
    var trust: String?

    @Option(help: "Where the licence goes.", completion: .file())
    var out: String

    @Flag(help: "Replace the file if it exists.")
    var force = false

    func run() throws {
        let key = try KeyFile.privateKey(at: self.key)
        if let trust, try !isParty(key, of: trust) {
            throw CommandFailure(.unusable, "\(self.key): the key is of no party in \(trust)/\(TrustFiles.parties)")
        }
        let licence = try signed(by: key)
        try OutputFile.write(licence.encoded(), to: out, replacing: force)
        let count = licence.signerCount
        print(
            "\(out): licence \(licence.terms.sequence) with \(count) signer\(count == 1 ? "" : "s"), digest "
                + "\(licence.digest)")
    }

    private func signed(by key: SigningKey) throws(CommandFailure) -> Licence {
        switch try LicenceFile.read(file) {
        case .draft(let terms): return Licence(signing: terms, with: [key])
        case .licence(var licence):
            guard !licence.names(key.publicKey) else {
                throw CommandFailure(
                    .unusable, "\(file): this party has signed already, and chips refuse a licence that it signs twice")
            }
            guard licence.signerCount < 8 else {
                throw CommandFailure(.unusable, "\(file): the licence has 8 signers, and chips take no more")
            }
            licence.sign(with: key)
            return licence
        }
    }

    private func isParty(_ key: SigningKey, of trust: String) throws(CommandFailure) -> Bool {
        guard let parties = try TrustDirectory.read(trust).parties else {
            throw CommandFailure(.unusable, "\(trust): there is no \(TrustFiles.parties); add it, or leave out --trust")
        }
        return parties.parties.contains { $0.key == key.publicKey }
    }
}
