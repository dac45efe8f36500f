import Attestation
import Cryptography
import Silicon

/// Asks an SPDM responder who it is and what it measures.
struct SPDMAttestation {
    let address: SocketAddress
    let transport: SPDMPort.Transport
    let nonce: [UInt8]
    let opensSession: Bool
    let stopsResponder: Bool
    let root: Certificate?

    func report() throws(CommandFailure) -> SPDMReport {
        let client = try SPDMClient(to: address, over: transport)
        defer { client.leave(stopping: stopsResponder) }
        do throws(SPDMFailure) {
            return try converse(client)
        } catch {
            throw CommandFailure(.couldNotRun, "\(address): \(SPDMAttestation.text(error))")
        }
    }

    private func converse(_ client: SPDMClient) throws(SPDMFailure) -> SPDMReport {
        var requester = SPDMRequester(binding: transport == .mctp ? .mctp : .pciDOE) { client.ask($0) }
        try requester.negotiate()
        try requester.readCertificates()
        try requester.challenge(nonce: derived("challenge"))
        var session: SPDMSession?
        if opensSession {
            // The ephemeral key must be this program's alone, whatever nonce it was given.
            var generator = SystemRandomNumberGenerator()
            let secret = (0..<48).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
            let key = P384.PrivateKey(derivedFrom: secret, purpose: "spdm session")
            session = try SPDMSession(requester, ephemeral: key, random: derived("exchange"))
        }
        let measurements = try requester.measure(nonce: derived("measurements"), raw: true, in: &session)
        try session?.end(requester)
        return SPDMReport(requester, measurements, root: root, inSession: opensSession)
    }

    /// 32 bytes for one message, from the nonce that was given.
    private func derived(_ purpose: String) -> [UInt8] {
        Array(HMACSHA384.authenticate(key: nonce, message: Array(purpose.utf8)).prefix(32))
    }

    private static func text(_ failure: SPDMFailure) -> String {
        switch failure {
        case .noAnswer: "the responder does not answer"
        case .refused(let code, let data, let request):
            "the responder refused request \(String(request, radix: 16)): error \(String(code, radix: 16)), data \(data)"
        case .malformed(let request): "the answer to request \(String(request, radix: 16)) is malformed"
        case .noCommonVersion: "the responder speaks neither SPDM 1.2 nor 1.3"
        case .noCommonAlgorithm: "the responder does not take SHA-384 and ECDSA P-384"
        case .chain: "the certificate chain does not hang together"
        case .signature(let request):
            "the signature of the answer to request \(String(request, radix: 16)) does not verify"
        case .authentication: "the responder does not authenticate its side of the session"
        }
    }
}
