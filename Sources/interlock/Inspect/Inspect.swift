import Agreement
import ArgumentParser
import Attestation
import Cryptography

struct Inspect: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Decode anything that Interlock makes, and show it.",
        discussion: """
            Recognises evidence, licences and their drafts, installations, firmware images, manifests and key tables, \
            lineage tickets, CoRIMs, usage logs, certificates and keys, agreements, bundles, transparency logs and their signed heads, and the \
            files of a trust directory; also SPDM measurement reports of other hardware, and reference manifests (SWID). \
            Other CBOR is shown in diagnostic notation. \
            Nothing is verified.

            EXAMPLES
                $ interlock inspect out/evidence/chip-03-0002.cbor
                $ interlock inspect out/trust/root.pem --full
                $ interlock inspect licence.cbor --format json
            """)

    @Argument(help: "The file.", completion: .file())
    var file: String

    @Flag(help: "Show all of every digest and key.")
    var full = false

    @Option(help: "How the result is printed: text, or json.")
    var format: OutputFormat = .text

    func run() throws {
        let bytes = try InputFile.content(of: file)
        guard !bytes.isEmpty else { throw CommandFailure(.unusable, "\(file): the file is empty") }
        do { Rendering(format: format, isFull: full).show(try Artefact.shown(bytes, file: file, isFull: full)) } catch {
            throw CommandFailure(.unusable, "\(file): \(error.reason)")
        }
    }
}
