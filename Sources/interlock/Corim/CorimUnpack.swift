import ArgumentParser
import Attestation
import Cryptography

struct CorimUnpack: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unpack",
        abstract: "Put what a CoRIM says into a trust directory.",
        discussion: """
            Files of the directory that the CoRIM speaks of are replaced, others stay. All of it is taken, or nothing. \
            corims.json keeps which version of which tag was taken: an earlier one is refused, and so is a lower least \
            security version.

            A signed CoRIM must be signed by --signer, or, for reference values alone, by the vendor's key in \
            parties.json. A bare one is taken on your word.

            Exit status: 0 it is taken, 1 it is signed by nobody who is trusted, 2 unusable input, 3 could not run.

            EXAMPLES
                $ interlock corim unpack firmware.corim --trust trust
                $ interlock corim unpack all.corim --trust trust --signer endorser.pub
            """)

    @Argument(help: "The CoRIM.", completion: .file())
    var file: String

    @Option(help: "The trust directory; it is made where it does not exist.", completion: .directory)
    var trust: String

    @Option(help: "A public key that is trusted to sign it, PEM. May be repeated.", completion: .file())
    var signer: [String] = []

    @Option(help: "The moment at which it must hold, RFC 3339. Without it, now.")
    var at: String?

    @Flag(help: "Say what would change, and change nothing.")
    var dryRun = false

    @Option(help: "How the result is printed: text, or json.")
    var format: OutputFormat = .text

    func run() throws {
        let document = try CorimFile.read(file)
        let all = try TrustDirectory.exists(trust) ? TrustDirectory.files(trust) : TrustFiles([])
        let anchors = try signer.map { (path) throws(CommandFailure) in try KeyFile.publicKey(at: path) }
        let outcome: CorimProvision.Outcome
        do {
            outcome = try CorimProvision(anchors: anchors, moment: try LogDirectory.moment(at))
                .provision(document, into: all)
        } catch let error as CorimProvision.Untrusted {
            StandardError.write("error: \(file): \(error)\n")
            throw ExitCode(1)
        } catch let error as CorimError {
            throw CommandFailure(.unusable, "\(file): \(error)")
        } catch let error as TrustError {
            throw CommandFailure(.unusable, "\(trust)/\(error)")
        }
        if !dryRun { try TrustDirectory.write(outcome.files.files.filter { all[$0.path] != $0.bytes }, to: trust) }
        switch format {
        case .text:
            print(
                outcome.changed.isEmpty
                    ? "\(trust): nothing changes" : "\(trust): \(outcome.changed.joined(separator: ", "))")
        case .json:
            print(
                JSONValue.object([
                    "trust": .string(trust), "dryRun": .boolean(dryRun),
                    "changed": .array(outcome.changed.map { .string($0) }),
                ]).text, terminator: "")
        }
    }
}
