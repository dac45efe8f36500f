import Appraisal
import ArgumentParser
import Attestation

struct BundleCreate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Judge evidence as verify does, and pack it with all that it was judged by.",
        discussion: """
            Takes what interlock verify takes. The verdict may be any: a breach is what one wants to show years later.

            EXAMPLES
                $ interlock bundle create out/evidence --trust out/trust --agreement out/agreement.yaml --key inspector.pem \
            --out march.bundle
            """)

    @Argument(help: "Evidence and lineage tickets: files, or directories of .cbor files.", completion: .file())
    var evidence: [String]

    @Option(help: "The trust directory.", completion: .directory)
    var trust: String

    @Option(help: "The agreement, a YAML file.", completion: .file(extensions: ["yaml", "yml"]))
    var agreement: String?

    @Option(help: "The phase that the agreement is in.")
    var phase: String?

    @Option(help: "The nonce that the latest evidence of each chip must carry, in hexadecimal.")
    var nonce: String?

    @Option(help: "The time of appraisal: RFC 3339, or a tick. Without it, the latest that the evidence names.")
    var at: String?

    @Flag(help: "Take directories as a part of the record too.")
    var partial = false

    @Flag(help: "Take P-384 signatures without ML-DSA-87 ones beside them.")
    var classicalOnly = false

    @Option(help: "The secret key of whoever packs it (interlock keys new). May be repeated.", completion: .file())
    var key: [String]

    @Option(help: "Where the bundle goes.", completion: .file())
    var out: String

    @Flag(help: "Replace the file if it exists.")
    var force = false

    @Option(help: "How the result is printed: text, or json.")
    var format: OutputFormat = .text

    func validate() throws {
        guard !evidence.isEmpty else { throw ValidationError("Name at least one file or directory of evidence.") }
        guard (1...8).contains(key.count) else { throw ValidationError("Give 1 to 8 keys with --key.") }
        guard phase == nil || agreement != nil else { throw ValidationError("--phase goes with --agreement.") }
    }

    func run() throws {
        let set = try EvidenceSet(paths: evidence)
        let keys = try key.map { (path) throws(CommandFailure) in try KeyFile.privateKey(at: path) }
        let time: Bundle.Contents.Time =
            switch try Judgement.time(at) {
            case .ofTheEvidence: .ofTheEvidence
            case .tick(let tick): .tick(tick)
            case .moment(let moment) where moment.value >= 0: .moment(UInt64(moment.value))
            case .moment: throw ValidationError("--at takes a moment from 1970 on.")
            }
        var contents = Bundle.Contents(
            build: Interlock.version, time: time, nonce: try Judgement.nonce(nonce),
            isWholeRecord: set.isRecord && !partial, isClassicalOnly: classicalOnly, phase: phase ?? "",
            agreement: try agreement.map { (path) throws(CommandFailure) in try InputFile.content(of: path) },
            trust: try TrustDirectory.files(trust).files,
            evidence: try set.paths.map { (path) throws(CommandFailure) in
                TrustFiles.File(path: path, bytes: try InputFile.start(of: path, limit: Evidence.maximumByteCount))
            }, result: [], status: 0)
        let (result, status, verdict) = try contents.judged()
        (contents.result, contents.status) = (result, status)
        let bundle: Bundle
        do { bundle = try Bundle(signing: contents, with: keys) } catch {
            throw CommandFailure(
                .unusable,
                "\(out): the bundle can't be written (\(error)); give files names of printable ASCII")
        }
        let bytes = bundle.encoded()
        guard bytes.count <= Bundle.maximumByteCount else {
            throw CommandFailure(.unusable, "\(out): more than a gigabyte; pack the record in parts, with --partial")
        }
        try OutputFile.write(bytes, to: out, replacing: force)
        switch format {
        case .text:
            print(
                "\(out): \(contents.evidence.count) pieces of evidence, \(contents.trust.count) files of trust, "
                    + "\(bytes.count) bytes\nverdict \(verdict.rawValue)\ndigest \(bundle.digest)")
        case .json:
            print(
                JSONValue.object([
                    "file": .string(out), "bytes": .number(bytes.count), "verdict": .string(verdict.rawValue),
                    "digest": .string(bundle.digest.description),
                ]).text, terminator: "")
        }
    }
}
