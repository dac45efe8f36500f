import ArgumentParser
import Attestation
import Cryptography

struct CorimShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show what a CoRIM says, of whatever profile.",
        discussion: """
            Bare (tag 501) or signed (COSE_Sign1). What an earlier draft or a profile of others has is said under \
            remarks. Without --signer nothing is verified.

            Exit status: 0 it is shown, and with --signer it is signed by one of these; 1 it is not; 2 it is no CoRIM.

            EXAMPLES
                $ interlock corim show vendor.corim
                $ interlock corim show vendor.corim --signer vendor.pub --format json
            """)

    @Argument(help: "The CoRIM.", completion: .file())
    var file: String

    @Option(help: "A public key by which it must be signed, PEM. May be repeated: one of them.", completion: .file())
    var signer: [String] = []

    @Flag(help: "Show all of every digest and key.")
    var full = false

    @Option(help: "How it is printed: text, or json.")
    var format: OutputFormat = .text

    func run() throws {
        let document = try CorimFile.read(file)
        let keys = try signer.map { (path) throws(CommandFailure) in try KeyFile.publicKey(at: path) }
        let found = document.signer(among: keys)
        let outcome =
            signer.isEmpty
            ? "not verified: no --signer is given"
            : found.flatMap { key in keys.firstIndex(of: key).map { "valid, by \(signer[$0])" } }
                ?? "by none of the signers"
        Rendering(format: format, isFull: full).show(document.shown(outcome: outcome))
        if !signer.isEmpty, found == nil { throw ExitCode(1) }
    }
}
