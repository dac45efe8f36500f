import Attestation
import Cryptography

/// Asks an SPDM responder who it is and what it measures.
struct SPDMAttestation {
    let conversation: SPDMConversation
    let opensSession: Bool
    let root: Certificate?

    func report() throws(CommandFailure) -> SPDMReport {
        try conversation.hold { (requester: inout SPDMRequester) throws(SPDMFailure) in
            var session: SPDMSession? = opensSession ? try conversation.session(requester) : nil
            let measurements = try requester.measure(
                nonce: conversation.derived("measurements"), raw: true, in: &session)
            try session?.end(requester)
            return SPDMReport(requester, measurements, root: root, inSession: opensSession)
        }
    }
}
