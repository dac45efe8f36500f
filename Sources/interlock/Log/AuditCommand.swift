import ArgumentParser
import Attestation
import Transparency

struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Find any change, omission or fork in a transparency log, from what others kept.",
        discussion: """
            Works offline, and trusts nobody but the keys given. In itself a log shows changes that its operator did not \
            cover up: broken lines, missing, moved and changed entries, a head that is not of them. What others kept \
            shows the rest: a copy of the log (--against), a signed head (--head), signatures of witnesses (--witness).

            Exit status: 0 the log holds; 1 it was changed, shortened or forked; 2 unusable input; 3 could not read; 4 it \
            can't be told: nothing from anybody else was given, or a witness has not signed.

            EXAMPLES
                $ interlock audit LOG --operator log.pub --witness norland.pub --witness maren.pub
                $ interlock audit LOG --operator log.pub --against my-copy
                $ interlock audit LOG --operator log.pub --head january.checkpoint --head maren.head --format json
            """)

    @Argument(help: "The log's directory.", completion: .directory)
    var log: String

    @Option(help: "The public key of whoever runs the log: a file, or the line itself.")
    var `operator`: String

    @Option(help: "The log as another party has it. May be repeated.", completion: .directory)
    var against: [String] = []

    @Option(help: "A signed head that somebody kept. May be repeated.", completion: .file())
    var head: [String] = []

    @Option(help: "The key of a witness who must have signed the head. May be repeated.")
    var witness: [String] = []

    @Option(help: "How the result is printed: text, or json.")
    var format: OutputFormat = .text

    func run() throws {
        let verifier = try NoteKeyFile.verifier(`operator`, role: .log)
        let witnesses = try witness.map { (key) throws(CommandFailure) in
            try NoteKeyFile.verifier(key, role: .witness)
        }
        let copies = try against.map { (path) throws(CommandFailure) in try LogDirectory.copy(path) }
        let heads = try head.map { (path) throws(CommandFailure) in
            KeptHead(name: path, bytes: try InputFile.content(of: path))
        }
        let audit = Audit(
            try LogDirectory.copy(log), operator: verifier, copies: copies, heads: heads, witnesses: witnesses)
        switch format {
        case .text: print(AuditText(audit, compared: copies.count + heads.count).text)
        case .json: print(AuditText(audit, compared: copies.count + heads.count).json.text, terminator: "")
        }
        switch audit.weight {
        case nil: throw ExitCode(0)
        case .breach: throw ExitCode(1)
        case .unusable: throw ExitCode(2)
        case .doubt: throw ExitCode(4)
        }
    }
}
