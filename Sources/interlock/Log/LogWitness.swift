import ArgumentParser
import Foundation
import Transparency

struct LogWitness: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "witness",
        abstract: "Sign a log's head as a witness: it has only grown since you last looked.",
        discussion: """
            The log must be whole, its head signed by its operator, and the head that you signed last (--state) must be of \
            its first entries. The signature goes under the log's head, and the head into --state: keep that file, it is \
            what a fork can't get around.

            Exit status: 0 signed; 1 the log was changed, shortened or forked: nothing is signed; 2 unusable input.

            EXAMPLES
                $ interlock log witness LOG --operator log.pub --key norland.key --state norland.head
            """)

    @Argument(help: "The log's directory.", completion: .directory)
    var log: String

    @Option(help: "The log's public key: a file, or the line itself.")
    var `operator`: String

    @Option(help: "The witness's secret key.", completion: .file())
    var key: String

    @Option(help: "The head that the witness signed last; it is made where there is none.", completion: .file())
    var state: String

    @Option(help: "The time of the signature, RFC 3339. Without it, now.")
    var at: String?

    func run() throws {
        let verifier = try NoteKeyFile.verifier(`operator`, role: .log)
        let signer = try NoteKeyFile.signer(key, role: .witness)
        _ = try InputFile.kind(log)
        try LogDirectory.whileLocked(log) { try sign(by: signer, for: verifier) }
    }

    private func sign(by signer: NoteSigner, for verifier: NoteVerifier) throws {
        let copy = try LogDirectory.copy(log)
        let hasState = FileManager.default.fileExists(atPath: state)
        let kept = hasState ? [KeptHead(name: state, bytes: try InputFile.content(of: state))] : []
        if let last = kept.first {
            guard let note = try? SignedNote(last.bytes), case .valid = note.outcome(of: signer.verifier) else {
                throw CommandFailure(
                    .unusable, "\(state): this is no head that \(signer.verifier.name) signed; name the right file")
            }
        }
        let audit = Audit(copy, operator: verifier, heads: kept)
        let wrong = audit.findings.filter { $0.kind != .alone }
        guard wrong.isEmpty, let head = audit.head else {
            for finding in wrong { StandardError.write("\(finding.kind.rawValue): \(finding.statement)\n") }
            StandardError.write("error: \(log): not signed; keep \(state) and the log's head as they are\n")
            throw ExitCode(1)
        }
        var note = try LogDirectory.note(copy)
        note.sign(with: signer, at: try LogDirectory.moment(at))
        // The witness's memory first: a signature that is out, and not remembered, could be given to a fork too.
        try OutputFile.write(note.encoded(), to: state, replacing: true)
        try OutputFile.write(note.encoded(), to: "\(log)/\(LogDirectory.head)", replacing: true)
        print("\(signer.verifier.name) signed the head of \(head.size) entries, root \(head.root)")
    }
}
