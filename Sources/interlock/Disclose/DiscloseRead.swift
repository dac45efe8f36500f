import ArgumentParser
import Attestation
import Cryptography
import Disclosure

struct DiscloseRead: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "read",
        abstract: "Verify what was shown of a sealed result, and say what it tells.",
        discussion: """
            Exit status: 0 the verifier signed it; 1 it did not; 2 unusable input.

            EXAMPLES
                $ interlock disclose read for-vesta --signer verifier.pub
            """)

    @Argument(help: "What was shown.", completion: .file())
    var shown: String

    @Option(help: "The verifier's public key.", completion: .file())
    var signer: String

    @Option(help: "How the result is printed: text, or json.")
    var format: OutputFormat = .text

    func run() throws {
        let key = try KeyFile.publicKey(at: signer)
        let result = try SealedResult.read(shown)
        let learned: SealedResult.Learned
        do { learned = try result.learned(signedBy: key.classical) } catch {
            StandardError.write("error: \(shown): \(error)\n")
            throw ExitCode(1)
        }
        Rendering(format: format, isFull: true).show(json(learned))
    }

    private func json(_ learned: SealedResult.Learned) -> JSONValue {
        func object(_ claims: [ResultClaim]) -> JSONValue {
            JSONValue(.object(claims.map { JSONValue.Member($0.name, $0.value.json) }))
        }
        return .object([
            "issuer": .string(learned.head.issuer), "issuedAt": .string(learned.head.issuedAt.rfc3339),
            "agreement": learned.head.agreement.map { .string($0.description) } ?? .null,
            "verdict": .string(learned.head.verdict), "wholeRecord": .boolean(learned.head.isWholeRecord),
            "chipCount": .number(learned.chips.count),
            "fleet": object(learned.fleet),
            "chips": .array(learned.chips.filter { !$0.isEmpty }.map(object)),
        ])
    }
}
