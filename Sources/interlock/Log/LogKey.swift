import ArgumentParser
import Attestation
import Cryptography
import Transparency

struct LogKey: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "Make the key of a log or of a witness, and print its public line.",
        discussion: """
            Ed25519, in the form of C2SP signed notes. Give the line that is printed to everybody who audits.

            EXAMPLES
                $ interlock log key --name inspectorate.example/log --out log.key > log.pub
                $ interlock log key --name norland.example/witness --witness --out norland.key > norland.pub
            """)

    @Option(help: "The name of the log or witness: printable, no spaces and no plus; best a domain and a path.")
    var name: String

    @Option(help: "Where the secret key goes, readable by you alone.", completion: .file())
    var out: String

    @Flag(help: "A witness's key instead of a log's.")
    var witness = false

    @Option(help: "Derive the key from this text instead of drawing it at random. For tests only.")
    var seed: String?

    @Flag(help: "Replace the file if it exists.")
    var force = false

    func run() throws {
        let secret =
            try seed.map { Digest256(hashing: Array("interlock log key \($0)".utf8)).bytes }
            ?? InputFile.randomBytes(Ed25519.PrivateKey.byteCount)
        guard
            let signer = Ed25519.PrivateKey(secret: secret).flatMap({
                NoteSigner(name: name, role: witness ? .witness : .log, key: $0)
            })
        else {
            throw CommandFailure(
                .unusable, "--name: \"\(name)\" is no name; give 1 to 128 printable characters, no space and no plus")
        }
        try OutputFile.write(Array("\(signer.exposedText)\n".utf8), to: out, replacing: force, isSecret: true)
        print(signer.verifier.text)
    }
}
