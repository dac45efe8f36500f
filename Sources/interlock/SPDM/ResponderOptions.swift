import ArgumentParser
import Attestation
import Cryptography

/// The options of commands that talk to an SPDM responder.
struct ResponderOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The SPDM responder.", valueName: "host:port")) var spdm: SocketAddress
    @Option(help: "The transport, mctp or doe.") var transport = ChipAttest.Transport.mctp
    @Option(help: "The vendor's root certificate, PEM, that the chain of slot 0 must begin with.") var root: String?
    @Option(help: "The largest message that is taken in one piece, 42 to 65535 bytes.")
    var transferSize = SPDMRequester.usualTransferSize
    @Flag(help: "Ask the responder's program to stop afterwards.") var stop = false

    func validate() throws { try ResponderOptions.check(transferSize: transferSize) }

    /// Throws where no SPDM message could be taken in pieces of that size.
    static func check(transferSize: UInt32) throws(ValidationError) {
        guard (42...65_535).contains(transferSize) else {
            throw ValidationError("--transfer-size \(transferSize): give a number from 42 to 65535")
        }
    }

    /// The conversation, with the chain of slot 0, which the vendor made.
    var conversation: SPDMConversation {
        SPDMConversation(
            address: spdm, transport: transport.port, slot: 0, transferSize: transferSize,
            nonce: SPDMConversation.random(32), stopsResponder: stop)
    }

    /// The first certificate of a file; nil where none is named.
    static func certificate(_ path: String?) throws(CommandFailure) -> Certificate? {
        guard let path else { return nil }
        return try certificates(path).first
    }

    /// The certificates of a file, one at least.
    static func certificates(_ path: String) throws(CommandFailure) -> [Certificate] {
        let text = try InputFile.text(of: path)
        do throws(CertificateError) {
            return try Certificate.all(inPEM: text)
        } catch {
            throw CommandFailure(.unusable, "\(path): this is no certificate in PEM")
        }
    }

    /// Whether the chain that a requester read begins with the root; true where none is named.
    func trusts(_ requester: SPDMRequester, _ root: Certificate?) -> Bool {
        root == nil || root == requester.certificates.first
    }
}
