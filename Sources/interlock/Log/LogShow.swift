import ArgumentParser
import Attestation
import Transparency

struct LogShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show the entries of a log, or one of them.",
        discussion: """
            Nothing is verified: see interlock audit.

            EXAMPLES
                $ interlock log show LOG
                $ interlock log show LOG --kind consequence
              One entry, and its document in a file:
                $ interlock log show LOG --entry 3 --document licence.cbor
            """)

    @Argument(help: "The log's directory.", completion: .directory)
    var log: String

    @Option(help: "The entries of one kind: agreement, licence, result, finding, consequence, request or signature.")
    var kind: Entry.Kind?

    @Option(help: "One entry, from 0.")
    var entry: Int?

    @Option(help: "Where the entry's document goes, with --entry.", completion: .file())
    var document: String?

    @Flag(help: "Replace the file if it exists.")
    var force = false

    @Option(help: "How the result is printed: text, or json.")
    var format: OutputFormat = .text

    func validate() throws {
        guard document == nil || entry != nil else { throw ValidationError("--document goes with --entry.") }
    }

    func run() throws {
        let (whole, _) = try LogDirectory.log(log)
        guard let entry else { return show(whole.entries.filter { kind == nil || $0.kind == kind }) }
        guard whole.entries.indices.contains(entry) else {
            throw CommandFailure(
                .unusable, "--entry: there is no entry \(entry); the log has \(whole.entries.count), counted from 0")
        }
        let chosen = whole.entries[entry]
        Rendering(format: format, isFull: true).show(chosen.json)
        guard let document else { return }
        guard let bytes = chosen.document else {
            throw CommandFailure(
                .unusable, "--document: the log has the document's digest alone; ask whoever wrote the entry")
        }
        try OutputFile.write(bytes, to: document, replacing: force)
    }

    private func show(_ entries: [Entry]) {
        switch format {
        case .json: print(JSONValue.array(entries.map(\.json)).text, terminator: "")
        case .text:
            var table = TextTable([
                ("entry", .right), ("time", .left), ("kind", .left), ("about", .left), ("what", .left),
            ])
            for entry in entries {
                table.add([
                    "\(entry.index)", entry.time.rfc3339, entry.kind.rawValue, entry.subject, entry.statement,
                ])
            }
            print(table.lines.joined(separator: "\n"))
        }
    }
}

extension Entry.Kind: ExpressibleByArgument {}

extension Entry {
    /// The entry for people and programs, without its document.
    var json: JSONValue {
        .object([
            "index": .number(index), "time": .string(time.rfc3339), "kind": .string(kind.rawValue),
            "subject": .string(subject), "statement": .string(statement), "digest": .string(digest.description),
            "documentBytes": document.map { .number($0.count) } ?? .null, "leaf": .string(leaf.description),
        ])
    }
}

extension SignedNote {
    /// The note for people and programs.
    var shown: JSONValue {
        .object([
            "kind": .string("signed note"),
            "text": .array(text.split(separator: "\n").map { .string(String($0)) }),
            "signed in the name of": .array(signatures.map { .string("\($0.name) (key \($0.identifier.hex))") }),
        ])
    }
}
