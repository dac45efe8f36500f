import ArgumentParser
import Attestation
import Cryptography

/// `interlock chip csr`.
struct ChipCSR: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "csr",
        abstract: "Have a chip ask for a certificate, over SPDM.",
        discussion: """
            The request (PKCS #10) is for the key that signs the chip's evidence, and signed by it. It must be the key \
            that the chip has just proved by its vendor's chain. Whoever signs it vouches for this chip with this \
            firmware: an update gives the chip another key. `interlock chip provision --chain` brings the certificate back.

            Exit status: 0 written; 1 the chip's root is not the one of --root; 2 unusable input; 3 no answer, or one \
            that does not hold.

            EXAMPLES
              $ interlock chip csr --spdm 127.0.0.1:2323 --root lab/trust/root.pem --out chip.csr
              $ openssl x509 -req -in chip.csr -CA operator.pem -CAkey operator.key -sha384 -days 365 -out chip.pem
            """)

    @OptionGroup var responder: ResponderOptions
    @Option(help: "Where the request goes, PEM.") var out: String
    @Flag(help: "Replace the file where it exists.") var force = false

    func run() throws {
        let root = try ResponderOptions.certificate(responder.root)
        let request = try responder.conversation.hold { (requester: inout SPDMRequester) throws(SPDMFailure) in
            var session: SPDMSession?
            return responder.trusts(requester, root) ? try requester.certificateRequest(in: &session) : nil
        }
        guard let request else {
            StandardError.write("\(responder.spdm): its root is NOT the one of --root\n")
            throw ExitCode(1)
        }
        try OutputFile.write(Array(request.pem.utf8), to: out, replacing: force)
        print("\(out): \(request.commonName ?? "a chip without a common name") asks for a certificate")
    }
}
