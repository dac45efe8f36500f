import ArgumentParser
import Cryptography

struct KeysShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show the public key in a key file, as parties.json takes it.",
        discussion: """
            EXAMPLES
                $ interlock keys show anna.pem
            """)

    @Argument(help: "A private or public key, PEM.", completion: .file())
    var file: String

    @Option(help: "How the result is printed: text, or json.")
    var format: OutputFormat = .text

    func run() throws {
        Rendering(format: format, isFull: true).show(try KeyFile.publicKey(at: file).shown)
    }
}
