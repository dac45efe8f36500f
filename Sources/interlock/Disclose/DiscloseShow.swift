import Agreement
import ArgumentParser
import Disclosure

struct DiscloseShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Write what a reader may see of a sealed result.",
        discussion: """
            EXAMPLES
                $ interlock disclose show sealed --agreement agreement.yaml --to "Vesta Union" --out for-vesta
            """)

    @Argument(help: "The sealed result.", completion: .file())
    var sealed: String

    @Option(help: "The agreement with the readers' profiles.", completion: .file(extensions: ["yaml", "yml"]))
    var agreement: String

    @Option(help: "The reader: a party, the beneficiary, or verifier, parties, public.")
    var to: String

    @Option(help: "Where it goes.", completion: .file())
    var out: String

    @Flag(help: "Replace the file if it exists.")
    var force = false

    func run() throws {
        let agreed = try Agreement.read(agreement)
        let whole = try SealedResult.read(sealed)
        guard whole.head.agreement == agreed.digest else {
            throw CommandFailure(.unusable, "\(sealed): the result is under another agreement; name the right one")
        }
        guard let profile = ReaderProfile(of: to, under: agreed) else {
            let readers = agreed.disclosure.map(\.reader)
            throw CommandFailure(
                .unusable,
                "\(agreement): field disclosure: no profile is for \(to); "
                    + (readers.isEmpty ? "there are none" : "there are: \(readers.joined(separator: ", "))"))
        }
        let shown = whole.showing(fleet: profile.fleet, chips: profile.chips)
        try OutputFile.write(Array("\(shown.text)\n".utf8), to: out, replacing: force)
        print("\(out): \(shown.disclosures.count) of \(whole.disclosures.count) claims shown to \(to)")
    }
}

extension SealedResult {
    /// Reads a result from a file.
    static func read(_ path: String) throws(CommandFailure) -> SealedResult {
        let bytes = try InputFile.content(of: path, limit: maximumByteCount)
        let text = String(decoding: bytes.last == 0x0a ? bytes.dropLast() : bytes[...], as: UTF8.self)
        do { return try SealedResult(text) } catch {
            throw CommandFailure(.unusable, "\(path): this is no sealed result, or it was changed: \(error)")
        }
    }
}
