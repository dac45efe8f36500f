import ArgumentParser
import Attestation
import Cryptography
import Foundation

struct KeysNew: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new",
        abstract: "Make a party's key pairs, P-384 and ML-DSA-87.",
        discussion: """
            EXAMPLES
              A key that nobody can guess:
                $ interlock keys new --out anna.pem
              The same key every time, for tests; whoever knows the seed has the key:
                $ interlock keys new --seed test-anna --out anna.pem
            """)

    @Option(help: "Where the private key goes, PEM, readable by you alone.", completion: .file())
    var out: String

    @Option(help: "Derive the key from this text instead of drawing it at random. For tests only.")
    var seed: String?

    @Flag(help: "Make the P-384 pair alone: for comparison.")
    var classicalOnly = false

    @Flag(help: "Replace the file if it exists.")
    var force = false

    func run() throws {
        let secret = try seed.map { Array($0.utf8) } ?? InputFile.randomBytes(64)
        let key = SigningKey(
            derivedFrom: secret, purpose: "interlock party key", isHybrid: !classicalOnly)
        try OutputFile.write(Array(key.exposedPEM.utf8), to: out, replacing: force, isSecret: true)
        Rendering(format: .text, isFull: true).show(key.publicKey.shown)
    }
}
