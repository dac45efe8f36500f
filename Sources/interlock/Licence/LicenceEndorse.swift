import Agreement
import ArgumentParser
import Attestation
import Cryptography

struct LicenceEndorse: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "endorse",
        abstract: "Show what a verifier service asks you to sign; with --key, sign it and send the signature.",
        discussion: """
            What is shown under "terms" is read from the very bytes that would be signed, and their digest is the request's \
            name. The service says the rest. The key stays here.

            Exit status: 0, 1 the terms are not of --agreement: nothing is signed, 2 refused or unusable input.

            EXAMPLES
              Look first:
                $ interlock licence endorse 3f09ab12 --server https://verifier.example:8443 --certificate \
            anna-client.pem --certificate-key anna-client-key.pem --agreement agreement.yaml
              Then sign:
                $ interlock licence endorse 3f09ab12 --key anna.pem --server https://verifier.example:8443 \
            --certificate anna-client.pem --certificate-key anna-client-key.pem --agreement agreement.yaml
            """)

    @Argument(help: "The request: its digest, or 8 of its digits.")
    var request: String

    @OptionGroup var service: ServiceOptions

    @Option(help: "Your private key as a party, PEM.", completion: .file())
    var key: String?

    @Option(help: "Refuse what is not under this agreement.", completion: .file(extensions: ["yaml", "yml"]))
    var agreement: String?

    @Option(help: "How the result is printed: text, or json.")
    var format: OutputFormat = .text

    func run() throws {
        let agreed = try agreement.map { (path) throws(CommandFailure) in try Agreement.read(path) }
        let signer = try key.map { (path) throws(CommandFailure) in try KeyFile.privateKey(at: path) }
        let found = try RemoteRequest(request, at: service)
        Rendering(format: format, isFull: true).show(found.shown)
        let named: Digest384 =
            switch found.subject {
            case .licence(let terms): terms.agreement
            case .decision(let terms): terms.agreement
            }
        if let agreed, agreed.digest != named {
            StandardError.write("error: the request is under another agreement than \(agreement ?? ""); not signed\n")
            throw ExitCode(1)
        }
        guard let signer else { return }
        let (bytes, type) = found.signed(by: signer)
        let answer = try service.json("POST", "\(found.path)/signatures", body: bytes, type: type)
        let count = answer["signatures"]?.list.count ?? 0
        StandardError.write(
            "signed: \(count) of \(answer["needed"]?.digits ?? ""), \(answer["status"]?.string ?? "")\n")
    }
}
