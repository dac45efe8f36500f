import ArgumentParser
import Attestation
import Cryptography

struct BundleShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "List what a bundle holds, or take a file out of it.",
        discussion: """
            Nothing is verified: see interlock bundle verify. The files have the names that the list gives, and the \
            result and the agreement are called result and agreement.

            EXAMPLES
                $ interlock bundle show march.bundle
                $ interlock bundle show march.bundle --file result
                $ interlock bundle show march.bundle --file trust/revoked.json --out revoked.json
            """)

    @Argument(help: "The bundle.", completion: .file())
    var bundle: String

    @Option(help: "The file to take out: result, agreement, trust/… or evidence's own name.")
    var file: String?

    @Option(help: "Where it goes; without it, to standard output.", completion: .file())
    var out: String?

    @Flag(help: "Replace the file if it exists.")
    var force = false

    @Option(help: "How the list is printed: text, or json.")
    var format: OutputFormat = .text

    func validate() throws {
        guard out == nil || file != nil else { throw ValidationError("--out goes with --file.") }
    }

    func run() throws {
        let read = try Bundle.read(bundle)
        guard let file else { return Rendering(format: format, isFull: true).show(read.shown) }
        guard let found = read.files.first(where: { $0.path == file }) else {
            throw CommandFailure(.unusable, "--file: the bundle has no \(file); see interlock bundle show \(bundle)")
        }
        guard let out else { return print(String(decoding: found.bytes, as: UTF8.self), terminator: "") }
        try OutputFile.write(found.bytes, to: out, replacing: force)
    }
}

extension Bundle {
    /// What it holds, by name and size.
    var shown: JSONValue {
        let time =
            switch contents.time {
            case .ofTheEvidence: "the latest that the evidence names"
            case .tick(let tick): "tick \(tick)"
            case .moment(let moment): UTCSeconds(Int64(clamping: moment)).rfc3339
            }
        return .object([
            "kind": .string("bundle"), "digest": .string(digest.description), "build": .string(contents.build),
            "time": .string(time), "nonce": contents.nonce.map { .string($0.hex) } ?? .null,
            "wholeRecord": .boolean(contents.isWholeRecord), "classicalOnly": .boolean(contents.isClassicalOnly),
            "phase": contents.phase.isEmpty ? .null : .string(contents.phase), "status": .number(contents.status),
            "files": .array(
                files.map {
                    .object(["name": .string($0.path), "bytes": .number($0.bytes.count)])
                }),
        ])
    }

    /// Everything in it, by name.
    fileprivate var files: [Contents.File] {
        [Contents.File(path: "result", bytes: contents.result)]
            + (contents.agreement.map { [Contents.File(path: "agreement", bytes: $0)] } ?? [])
            + contents.trust.map { Contents.File(path: "trust/\($0.path)", bytes: $0.bytes) } + contents.evidence
    }
}
