import ArgumentParser
import Attestation
import Transparency

struct LogCheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Verify a proof, without the log.",
        discussion: """
            A proof of an entry needs the entry's line (--line); a proof of growth needs the old signed head (--head).

            Exit status: 0 the proof holds; 1 it does not; 2 unusable input; 4 a witness has not signed the head.

            EXAMPLES
                $ sed -n 4p LOG/entries.jsonl > line
                $ interlock log check licence.tlog-proof --line line --operator log.pub --witness norland.pub
                $ interlock log check growth.proof --head yesterday.checkpoint --operator log.pub
            """)

    @Argument(help: "The proof.", completion: .file())
    var proof: String

    @Option(help: "A file with the entry's line.", completion: .file())
    var line: String?

    @Option(help: "The old signed head.", completion: .file())
    var head: String?

    @Option(help: "The log's public key: a file, or the line itself.")
    var `operator`: String

    @Option(help: "The key of a witness who must have signed. May be repeated.")
    var witness: [String] = []

    @Option(help: "How the result is printed: text, or json.")
    var format: OutputFormat = .text

    func run() throws {
        let log = try NoteKeyFile.verifier(`operator`, role: .log)
        let witnesses = try witness.map { (key) throws(CommandFailure) in
            try NoteKeyFile.verifier(key, role: .witness)
        }
        let file: ProofFile
        do { file = try ProofFile(try InputFile.content(of: proof)) } catch let error as NoteError {
            throw CommandFailure(.unusable, "\(proof): \(error)")
        }
        let verdict: ProofVerdict
        switch file {
        case .inclusion:
            guard let line else { throw ValidationError("A proof of an entry needs --line.") }
            var bytes = try InputFile.content(of: line, limit: Entry.maximumByteCount + 1)
            if bytes.last == 0x0a { bytes.removeLast() }
            verdict = file.verdict(ofLine: bytes, log: log, witnesses: witnesses)
        case .consistency:
            guard let head else { throw ValidationError("A proof of growth needs --head, the old signed head.") }
            let bytes = try InputFile.content(of: head)
            do { verdict = try file.verdict(since: SignedNote(bytes), log: log, witnesses: witnesses) } catch {
                throw CommandFailure(.unusable, "\(head): \(error)")
            }
        }
        switch format {
        case .text: print(verdict.statement)
        case .json:
            print(
                JSONValue.object([
                    "holds": .boolean(verdict == .holds), "statement": .string(verdict.statement),
                ]).text, terminator: "")
        }
        switch verdict {
        case .holds: throw ExitCode(0)
        case .refuted: throw ExitCode(1)
        case .notWitnessed: throw ExitCode(4)
        }
    }
}
