import Agreement
import ArgumentParser
import Attestation
import Cryptography
import Foundation
import Transparency

struct LogAppend: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "append",
        abstract: "Add entries to a log, and sign its new head.",
        discussion: """
            FILE is an agreement (YAML), a licence, or a result (verify --format json, findings.json). A result brings an \
            entry for each finding, and one for what the agreement (--agreement) says is due on it. With --run, all of \
            that from the directory that fleet run left, at the times of the run.

            Nothing is added to a log that is not whole, or whose head is not of its entries.

            EXAMPLES
                $ interlock log append LOG --key log.key agreement.yaml licence.cbor
                $ interlock verify out/evidence --trust out/trust --format json > result.json
                $ interlock log append LOG --key log.key --agreement agreement.yaml result.json
                $ interlock log append LOG --key log.key --run out
            """)

    @Argument(help: "The log's directory; it is made where there is none.", completion: .directory)
    var log: String

    @Argument(help: "Agreements, licences and results, in the order of the log.", completion: .file())
    var files: [String] = []

    @Option(help: "The log's secret key.", completion: .file())
    var key: String

    @Option(
        name: .customLong("run"),
        help: "What fleet run left: its agreement, licences, result, findings and consequences.", completion: .directory
    )
    var fleetRun: String?

    @Option(help: "The agreement that says what is due on a finding.", completion: .file(extensions: ["yaml", "yml"]))
    var agreement: String?

    @Option(help: "The time of the entries, RFC 3339. Without it, now; with --run, the run's.")
    var at: String?

    @Flag(help: "Put digests of the documents into the log, and not the documents.")
    var withhold = false

    @Option(help: "How the result is printed: text, or json.")
    var format: OutputFormat = .text

    func validate() throws {
        guard fleetRun != nil || !files.isEmpty else { throw ValidationError("Name files to add, or --run.") }
        guard fleetRun == nil || files.isEmpty && agreement == nil else {
            throw ValidationError("--run has its own files and agreement; name no others.")
        }
    }

    func run() throws {
        let signer = try NoteKeyFile.signer(key, role: .log)
        try LogDirectory.whileLocked(log) { try append(by: signer) }
    }

    private func append(by signer: NoteSigner) throws {
        var whole = try existing(by: signer.verifier)
        let before = whole.entries.count
        if let fleetRun {
            try add(FleetRecord(fleetRun), to: &whole)
        } else {
            let moment = try LogDirectory.moment(at)
            let agreed = try agreement.map { (path) throws(CommandFailure) in try Agreement.read(path) }
            for file in files { try add(file, under: agreed, at: moment, to: &whole) }
        }
        let head = whole.checkpoint(origin: signer.verifier.name)
        let note = head.signed(with: signer, at: whole.entries.last?.time ?? 0)
        try LogDirectory.write(whole, head: note, to: log)
        show(added: whole.entries.count - before, head)
    }

    /// The log as it is; an empty one where there is none.
    private func existing(by verifier: NoteVerifier) throws(CommandFailure) -> TransparencyLog {
        guard LogDirectory.isThere(log) else { return TransparencyLog() }
        let (whole, copy) = try LogDirectory.log(log)
        let audit = Audit(copy, operator: verifier)
        guard let wrong = audit.findings.first(where: { $0.kind != .alone }) else { return whole }
        throw CommandFailure(
            .unusable, "\(log): \(wrong.kind.rawValue): \(wrong.statement); nothing is added before that is mended")
    }

    private func add(_ record: FleetRecord, to log: inout TransparencyLog) throws(CommandFailure) {
        let given: UTCSeconds? = at == nil ? nil : try LogDirectory.moment(at)
        try append(
            Record.agreement(
                record.agreement, file: record.agreementFile, after: LogAppend.agreement(in: log, record.agreement)),
            at: given ?? record.start, to: &log)
        for licence in record.licences { try append(Record.licence(licence), at: given ?? record.start, to: &log) }
        try add(
            result: record.result, named: "\(record.path)/findings.json", under: record.agreement,
            at: given ?? record.end, to: &log)
    }

    private func add(
        _ file: String, under agreed: Agreement?, at moment: UTCSeconds, to log: inout TransparencyLog
    ) throws(CommandFailure) {
        let bytes = try InputFile.content(of: file)
        if let licence = try? Licence(bytes) {
            return try append(Record.licence(licence), at: moment, to: &log)
        }
        if file.hasSuffix(".yaml") || file.hasSuffix(".yml") {
            let agreement = try Agreement.read(bytes, file: file)
            return try append(
                Record.agreement(agreement, file: bytes, after: LogAppend.agreement(in: log, agreement)), at: moment,
                to: &log)
        }
        try add(result: bytes, named: file, under: agreed, at: moment, to: &log)
    }

    private func add(
        result: [UInt8], named file: String, under agreed: Agreement?, at moment: UTCSeconds,
        to log: inout TransparencyLog
    ) throws(CommandFailure) {
        let drafts: [EntryDraft]
        do { drafts = try Record.result(result, under: agreed, at: moment) } catch {
            throw CommandFailure(
                .unusable,
                "\(file): \(error); give an agreement (.yaml), a licence, or what verify --format json prints")
        }
        for draft in drafts { try append(draft, at: moment, to: &log) }
    }

    private func append(
        _ draft: EntryDraft, at moment: UTCSeconds, to log: inout TransparencyLog
    ) throws(CommandFailure) {
        var draft = draft
        draft.isWithheld = withhold
        do { try log.append(draft, at: moment) } catch {
            throw CommandFailure(
                .unusable,
                "the \(draft.kind.rawValue) of \(draft.document.count) bytes: \(error); give --withhold to log its digest alone"
            )
        }
    }

    /// The last entry about the agreement of this name.
    private static func agreement(in log: TransparencyLog, _ agreement: Agreement) -> Entry? {
        log.entries.last { $0.kind == .agreement && $0.subject == agreement.name }
    }

    private func show(added: Int, _ head: Checkpoint) {
        switch format {
        case .text:
            print(
                "\(log): \(added) entr\(added == 1 ? "y" : "ies") added, \(head.size) in all\nroot \(head.root)")
        case .json:
            print(
                JSONValue.object([
                    "log": .string(head.origin), "added": .number(added), "size": .number(head.size),
                    "root": .string(head.root.description),
                ]).text, terminator: "")
        }
    }
}
