import Agreement
import Appraisal
import ArgumentParser
import Attestation
import Cryptography
import Foundation

struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Judge from evidence whether an agreement on compute is kept.",
        discussion: """
            Works offline. EVIDENCE is files, which are taken as a part of the record, or directories (every .cbor \
            file in them), which are taken as the whole of it: then silence and missing pieces are findings too.

            Exit status: 0 kept; 1 broken; 2 unusable input; 3 could not run; 4 indeterminate: evidence is missing, \
            late or not trusted, so that the agreement is neither kept nor broken. A breach outweighs input that \
            can't be read, and that outweighs a doubt.

            Lineage tickets among the files are joined: run totals over all chips, and what tickets tell against what chips' \
            own evidence tells (Specs/Lineage.md).

            With --chain, the file is a hardware report instead: an SPDM 1.1 GET_MEASUREMENTS request and its signed \
            response, in bytes or hexadecimal, as NVIDIA's H100 gives it (Specs/HardwareEvidence.md).

            No network is asked: whether its certificates are revoked is read from files, --crl and --ocsp. For each \
            certificate of which nothing tells, the output has the command that gets such a file from where the \
            certificate says. N.pem there is certificate N of the chain, counted from 0, alone:
              $ awk '/BEGIN/ {f = n++ ".pem"} f {print > f}' chain.pem

            EXAMPLES
              Everything that a fleet has left behind:
                $ interlock verify out/evidence --trust out/trust
              One answer to a challenge that you sent:
                $ interlock verify chip-03.cbor --trust out/trust --nonce 8f2a91c04be7d563
              What a genuine H100 reports, against NVIDIA's reference manifests:
                $ interlock verify report.txt --chain chain.pem --manifest vbios.swidtag --manifest driver.swidtag \
            --anchor device-root.pem --manifest-anchor manifest-root.pem --nonce HEX --at 2024-06-01T00:00:00Z
              For a program, under an agreement, at a given time:
                $ interlock verify evidence/ --trust trust/ --agreement agreement.yaml --at 2026-03-01T00:00:00Z \
            --format json
            """)

    @Argument(help: "Evidence: files, or directories of .cbor files.", completion: .file())
    var evidence: [String]

    @Option(help: "The trust directory: root, reference values, parties, licences, chips.", completion: .directory)
    var trust: String?

    @Option(help: "Hardware report: the device's certificate chain, PEM, the signer first.", completion: .file())
    var chain: String?

    @Option(help: "Hardware report: a root that is trusted to name devices, PEM. May be repeated.", completion: .file())
    var anchor: [String] = []

    @Option(help: "Hardware report: a reference manifest, a signed SWID tag. May be repeated.", completion: .file())
    var manifest: [String] = []

    @Option(
        help: "Hardware report: a root that is trusted to sign manifests, PEM. May be repeated.", completion: .file())
    var manifestAnchor: [String] = []

    @Option(help: "Hardware report: a revocation list (CRL), DER or PEM. May be repeated.", completion: .file())
    var crl: [String] = []

    @Option(help: "Hardware report: a response of OCSP, DER or PEM. May be repeated.", completion: .file())
    var ocsp: [String] = []

    @OptionGroup var revocation: RevocationOptions

    @Option(help: "Hardware report: the nonce that was sent to responders of OCSP, in hexadecimal.")
    var ocspNonce: String?

    @Option(help: "The nonce that the latest evidence of each chip must carry, in hexadecimal.")
    var nonce: String?

    @Option(help: "The agreement, a YAML file.", completion: .file(extensions: ["yaml", "yml"]))
    var agreement: String?

    @Option(help: "The phase that the agreement is in: its terms narrow the agreement's.")
    var phase: String?

    @Option(help: "The time of appraisal: RFC 3339, or a tick. Without it, the latest that the evidence names.")
    var at: String?

    @Flag(help: "Take directories as a part of the record too: don't report what is missing.")
    var partial = false

    @Flag(help: "Take P-384 signatures without ML-DSA-87 ones beside them; the result says so. For comparison.")
    var classicalOnly = false

    @Option(help: "How the result is printed: text, or json.")
    var format: OutputFormat = .text

    @Flag(help: "Print nothing; the exit status tells.")
    var quiet = false

    @Option(help: "How many pieces of evidence to examine side by side.")
    var jobs: Int = ProcessInfo.processInfo.activeProcessorCount

    func validate() throws {
        guard !evidence.isEmpty else { throw ValidationError("Name at least one file or directory of evidence.") }
        guard phase == nil || agreement != nil else { throw ValidationError("--phase goes with --agreement.") }
        guard (1...256).contains(jobs) else { throw ValidationError("--jobs takes 1 to 256.") }
        guard chain != nil else {
            guard anchor.isEmpty, manifest.isEmpty, manifestAnchor.isEmpty else {
                throw ValidationError(
                    "--anchor, --manifest and --manifest-anchor go with --chain, for a hardware report.")
            }
            guard crl.isEmpty, ocsp.isEmpty, ocspNonce == nil, revocation.isDefault else {
                throw ValidationError(
                    "--crl, --ocsp, --ocsp-nonce, --revocation-age, --revocation-missing and --when-stale go with "
                        + "--chain, for a hardware report.")
            }
            return
        }
        guard agreement == nil, !partial, !classicalOnly else {
            throw ValidationError(
                "--agreement, --partial and --classical-only are for chips' evidence, and don't go with --chain.")
        }
        guard evidence.count == 1 else { throw ValidationError("With --chain, name one hardware report.") }
    }

    func run() throws {
        if let chain { try runHardware(chain) }
        guard let trust else {
            guard try !evidence.contains(where: HardwareFiles.isReport) else {
                throw ValidationError("This is a hardware report: give its certificate chain with --chain.")
            }
            throw ValidationError("Missing expected argument '--trust <trust>'")
        }
        let store = try TrustDirectory.read(trust)
        let policy = try agreement.map { (file) throws(CommandFailure) in
            try Judgement.policy(try Agreement.read(file), file: file, phase: phase, trusting: store)
        }
        let set = try EvidenceSet(paths: evidence)
        let appraiser = Appraiser(
            trust: store, policy: policy,
            question: Question(
                nonce: try Judgement.nonce(nonce), time: try Judgement.time(at),
                completeness: set.isRecord && !partial ? .wholeRecord : .part,
                signatures: classicalOnly ? .classicalOnly : .hybrid))
        let appraisal = try set.appraisal(by: appraiser, jobs: jobs)
        if !quiet {
            show(appraisal, trust: store)
            Verify.complain(of: appraisal)
        }
        throw ExitCode(Verify.status(of: appraisal))
    }

    /// Appraises a hardware report, and ends.
    private func runHardware(_ chain: String) throws -> Never {
        let files = HardwareFiles(
            report: evidence[0], chain: chain, trust: trust,
            given: try HardwareFiles.trust(
                anchors: anchor, manifests: manifest, manifestAnchors: manifestAnchor, lists: crl, responses: ocsp))
        let statusNonce = try ocspNonce.map { (text) throws(ValidationError) in
            guard let nonce = [UInt8](hex: text), (1...128).contains(nonce.count) else {
                throw ValidationError("--ocsp-nonce takes 1 to 128 bytes in hexadecimal.")
            }
            return nonce
        }
        let nonce = try Judgement.nonce(nonce)
        guard nonce.map({ $0.count == MeasurementsRequest.nonceByteCount }) ?? true else {
            throw ValidationError("With --chain, --nonce takes 32 bytes in hexadecimal.")
        }
        let moment: UTCSeconds?
        switch try Judgement.time(at) {
        case .ofTheEvidence: moment = nil
        case .moment(let given): moment = given
        case .tick: throw ValidationError("With --chain, --at takes a moment such as 2026-01-01T00:00:00Z.")
        }
        let appraisal = try files.appraisal(
            nonce: nonce, moment: moment, policy: revocation.policy, statusNonce: statusNonce)
        if !quiet {
            switch format {
            case .text: print(HardwareText(appraisal).text, terminator: "")
            case .json: print(appraisal.json(result: appraisal.result(build: Interlock.version)).text, terminator: "")
            }
            if appraisal.isUnreadable {
                StandardError.write(
                    "error: the report, a manifest or what tells of revocation can't be read; see the findings\n")
            }
        }
        throw ExitCode(Verify.status(of: appraisal.verdict, isUnreadable: appraisal.isUnreadable))
    }

    /// Input that can't be used is an error too, and those go to standard error.
    private static func complain(of appraisal: Appraisal) {
        guard appraisal.unreadableCount > 0 else { return }
        StandardError.write(
            "error: \(appraisal.unreadableCount) of \(appraisal.exhibitCount) pieces of evidence can't be read; "
                + "ask the chip again, or name other files\n")
    }

    private func show(_ appraisal: Appraisal, trust: TrustStore) {
        switch format {
        case .text: print(AppraisalText(appraisal).text, terminator: "")
        case .json: print(Judgement.json(appraisal, trust: trust), terminator: "")
        }
    }

    /// The exit status: a breach outweighs what can't be read, and that outweighs a doubt.
    static func status(of appraisal: Appraisal) -> Int32 {
        status(of: appraisal.verdict, isUnreadable: appraisal.unreadableCount > 0)
    }

    private static func status(of verdict: Verdict, isUnreadable: Bool) -> Int32 {
        switch verdict {
        case .broken: 1
        case .kept: 0
        case .indeterminate: isUnreadable ? 2 : 4
        }
    }
}

extension Agreement {
    /// Reads an agreement from a file.
    static func read(_ path: String) throws(CommandFailure) -> Agreement {
        try read(try InputFile.content(of: path), file: path)
    }

    /// Reads an agreement that came from `file`.
    static func read(_ bytes: [UInt8], file: String) throws(CommandFailure) -> Agreement {
        do { return try Agreement(bytes, file: file) } catch { throw CommandFailure(.unusable, error.description) }
    }
}

extension Agreement {
    /// Why a trust directory is not one of this agreement, in words; nil where it is.
    func mismatch(with store: TrustStore) -> String? {
        switch mismatch(with: (store.parties?.parties ?? []).map { ($0.name, Digest384(hashing: $0.key.raw)) }) {
        case nil: nil
        case .missing(let name): "the trust directory has no party \(name) with this key"
        case .stranger(let name): "the trust directory trusts \(name), which is no party"
        }
    }
}

extension Interlock {
    /// The version that results name.
    static let version = "0.1.0"
}
