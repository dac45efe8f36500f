import Agreement
import Appraisal
import ArgumentParser
import Attestation
import Cryptography
import Disclosure
import Foundation

struct DiscloseSeal: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "seal",
        abstract: "Judge evidence as verify does, and seal the result.",
        discussion: """
            What is written holds every claim with its salt: it is for the holder, not for readers. Nothing is said about \
            all chips together unless the evidence is the whole record (a directory), of all chips of chips.json, and \
            every chip's meter is beyond doubt.

            EXAMPLES
                $ interlock disclose seal out/evidence --trust out/trust --agreement out/agreement.yaml --key verifier.pem \
            --out sealed
            """)

    @Argument(help: "Evidence: files, or directories of .cbor files.", completion: .file())
    var evidence: [String]

    @Option(help: "The trust directory.", completion: .directory)
    var trust: String

    @Option(help: "The agreement, a YAML file.", completion: .file(extensions: ["yaml", "yml"]))
    var agreement: String

    @Option(help: "The verifier's secret key (interlock keys new); its P-384 half signs.", completion: .file())
    var key: String

    @Option(help: "Who appraised, as readers see it.")
    var issuer = "interlock"

    @Option(help: "The time of appraisal: RFC 3339, or a tick. Without it, the latest that the evidence names.")
    var at: String?

    @Option(help: "Where the sealed result goes, readable by you alone.", completion: .file())
    var out: String

    @Option(help: "Derive salts from this text instead of drawing them at random. For tests only.")
    var seed: String?

    @Flag(help: "Replace the file if it exists.")
    var force = false

    func validate() throws {
        guard !evidence.isEmpty else { throw ValidationError("Name at least one file or directory of evidence.") }
    }

    func run() throws {
        let signer = try KeyFile.privateKey(at: key)
        let store = try TrustDirectory.read(trust)
        let agreed = try Agreement.read(agreement)
        let set = try EvidenceSet(paths: evidence)
        let appraiser = Appraiser(
            trust: store,
            policy: try Judgement.policy(agreed, file: agreement, phase: nil, trusting: store),
            question: Question(
                time: try Judgement.time(at), completeness: set.isRecord ? .wholeRecord : .part))
        let appraisal = try set.appraisal(by: appraiser, jobs: ProcessInfo.processInfo.activeProcessorCount)
        guard let moment = appraisal.horizon.flatMap({ store.timing?.moment(of: $0) }) else {
            throw CommandFailure(
                .unusable, "\(trust): the trust directory has no policy.json, so that the result has no time")
        }
        let claims = ResultClaims(appraisal, under: agreed)
        let sealed = SealedResult(
            SealedResult.Head(
                issuer: issuer, issuedAt: moment, agreement: agreed.digest, verdict: appraisal.verdict.rawValue,
                isWholeRecord: set.isRecord),
            fleet: claims.fleet, chips: claims.chips, signedBy: signer.classical,
            seed: try seed.map { Digest384(hashing: Array("interlock disclose \($0)".utf8)).bytes }
                ?? InputFile.randomBytes(48))
        let text = Array("\(sealed.text)\n".utf8)
        guard text.count <= SealedResult.maximumByteCount else {
            throw CommandFailure(
                .unusable,
                "\(out): more than \(SealedResult.maximumByteCount >> 20) MiB, which nobody reads; seal fewer chips at a time"
            )
        }
        try OutputFile.write(text, to: out, replacing: force, isSecret: true)
        print("\(out): \(sealed.disclosures.count) claims sealed, verdict \(appraisal.verdict.rawValue)")
    }
}
