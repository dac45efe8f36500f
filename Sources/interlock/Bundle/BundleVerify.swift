import ArgumentParser
import Attestation
import Cryptography

struct BundleVerify: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Judge a bundle again, from what is in it alone.",
        discussion: """
            The signature must hold, and the appraisal must give the result that the bundle has, byte for byte. The exit \
            status is about the bundle: the verdict that it holds is printed.

            Exit status: 0 the same result; 1 another, or a signature that does not hold; 2 unusable input; 4 the same \
            result, but nobody said who should have signed (--signer).

            EXAMPLES
                $ interlock bundle verify march.bundle --signer inspector.pub
            """)

    @Argument(help: "The bundle.", completion: .file())
    var bundle: String

    @Option(help: "The public key of whoever must have packed it. May be repeated.", completion: .file())
    var signer: [String] = []

    @Option(help: "How the result is printed: text, or json.")
    var format: OutputFormat = .text

    func run() throws {
        let read = try Bundle.read(bundle)
        let parties = try signer.map { (path) throws(CommandFailure) in
            Party(name: path, key: try KeyFile.publicKey(at: path))
        }
        let endorsement = read.endorsement(by: parties)
        let isSigned = parties.isEmpty ? nil : endorsement.holds && endorsement.validCount == parties.count
        let judged = try read.contents.judged()
        let isSame = judged.result == read.contents.result && judged.status == read.contents.status
        switch format {
        case .text:
            print(
                isSame
                    ? "the same result: \(judged.verdict.rawValue)"
                    : "another result: \(judged.verdict.rawValue), and not byte for byte what the bundle has"
                        + (read.contents.build == Interlock.version
                            ? ""
                            : "; it was packed by version \(read.contents.build), and this is \(Interlock.version)"))
            print("digest \(read.digest)")
            switch isSigned {
            case nil: print("who packed it is not checked: give the key with --signer")
            case true?: print("signed by \(parties.map(\.name).joined(separator: ", "))")
            case false?: print("not signed by exactly those who should have: do not use it")
            }
        case .json:
            print(
                JSONValue.object([
                    "sameResult": .boolean(isSame), "verdict": .string(judged.verdict.rawValue),
                    "signed": isSigned.map { .boolean($0) } ?? .null, "digest": .string(read.digest.description),
                    "build": .string(read.contents.build),
                ]).text, terminator: "")
        }
        guard isSame, isSigned ?? true else { throw ExitCode(1) }
        throw ExitCode(isSigned == nil ? 4 : 0)
    }
}
