import Attestation
import Cryptography
import Silicon

/// A conversation with an SPDM responder on a TCP port, up to where it has proved its key.
struct SPDMConversation {
    let address: SocketAddress
    let transport: SPDMPort.Transport
    /// Whose certificates are used.
    let slot: UInt8
    /// The largest message that is taken in one piece.
    let transferSize: UInt32
    /// What makes challenges fresh, 8 bytes at least.
    let nonce: [UInt8]
    /// Whether the responder's program shall stop afterwards.
    let stopsResponder: Bool

    /// Negotiates, reads the slot's certificates, challenges their key, and goes on with `body`.
    func hold<Result>(
        _ body: (inout SPDMRequester) throws(SPDMFailure) -> Result
    ) throws(CommandFailure) -> Result {
        let client = try SPDMClient(to: address, over: transport)
        defer { client.leave(stopping: stopsResponder) }
        do throws(SPDMFailure) {
            var requester = SPDMRequester(
                binding: transport == .mctp ? .mctp : .pciDOE, slot: slot, transferSize: transferSize
            ) { client.ask($0) }
            try requester.negotiate()
            try requester.readCertificates()
            try requester.challenge(nonce: derived("challenge"))
            return try body(&requester)
        } catch {
            throw CommandFailure(.couldNotRun, "\(address): \(SPDMConversation.text(error))")
        }
    }

    /// Opens a session. Its ephemeral key is this program's alone, whatever nonce it was given.
    func session(_ requester: SPDMRequester) throws(SPDMFailure) -> SPDMSession {
        let key = P384.PrivateKey(derivedFrom: SPDMConversation.random(48), purpose: "spdm session")
        return try SPDMSession(requester, ephemeral: key, random: derived("exchange"))
    }

    /// 32 bytes for one message, from the nonce that was given.
    func derived(_ purpose: String) -> [UInt8] {
        Array(HMACSHA384.authenticate(key: nonce, message: Array(purpose.utf8)).prefix(32))
    }

    /// Bytes that nobody can foresee.
    static func random(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }

    private static func text(_ failure: SPDMFailure) -> String {
        switch failure {
        case .noAnswer: "the responder does not answer"
        case .refused(let code, let data, let request):
            "the responder refused request \(String(request, radix: 16)): error \(String(code, radix: 16)), data \(data)"
        case .malformed(let request): "the answer to request \(String(request, radix: 16)) is malformed"
        case .noCommonVersion: "the responder speaks no version of SPDM that serves: 1.2 or 1.3, and 1.3 to erase"
        case .noCommonAlgorithm: "the responder does not take SHA-384 and ECDSA P-384"
        case .chain: "the slot is empty, or its certificate chain does not hang together"
        case .certificateRequest: "the certificate request is not one of the key that the responder proved"
        case .requestTooLarge(let request):
            "request \(String(request, radix: 16)) is larger than the responder takes; give fewer certificates"
        case .signature(let request):
            "the signature of the answer to request \(String(request, radix: 16)) does not verify"
        case .authentication: "the responder does not authenticate its side of the session"
        }
    }
}
