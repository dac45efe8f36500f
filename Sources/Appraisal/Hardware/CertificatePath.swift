import Attestation
import Cryptography

/// A chain as hardware and manifests carry it: the signer first, each certified by the next, a root last.
struct CertificatePath {
    /// What it leads to.
    enum Outcome: Hashable {
        /// To an anchor that was given.
        case anchored(Certificate)
        /// To a root of its own, while no anchor was given: anybody can make such a chain.
        case ownRoot(Certificate)
        /// To nothing; why.
        case refused(String)
    }

    /// The most certificates in a chain.
    static let maximumCount = 16

    /// The certificates, the signer's first.
    let certificates: [Certificate]

    /// Verifies every link, and the whole at a moment; without one, at the first at which all are valid.
    ///
    /// Each certificate must certify the one before it, so that there is none that nobody looks at. Then OpenSSL
    /// validates the path (RFC 5280, section 6).
    func verify(anchors: [Certificate], at moment: UTCSeconds?) -> Outcome {
        guard let leaf = certificates.first, let last = certificates.last,
            certificates.count <= CertificatePath.maximumCount
        else {
            return .refused("it has \(certificates.count) certificates; 1 to \(CertificatePath.maximumCount) may be")
        }
        for (place, (issued, issuer)) in zip(certificates, certificates.dropFirst()).enumerated() {
            guard issued.issuer == issuer.subject, issued.isSigned(by: issuer.publicKey) else {
                return .refused("certificate \(place + 1) did not issue certificate \(place)")
            }
        }
        let anchor = anchors.contains(last) ? last : anchors.first { CertificatePath.issued(last, $0) }
        guard let root = anchor ?? (anchors.isEmpty ? last : nil) else {
            return .refused("it ends in “\(last.subjectCommonName ?? "-")”, which no anchor is or issued")
        }
        let time = moment ?? (certificates + [root]).map(\.notBefore).max() ?? leaf.notBefore
        do {
            try CertificateChain.verify(
                leaf: leaf, intermediates: Array(certificates.dropFirst()), anchors: [root], at: time)
        } catch {
            let name = certificates.indices.contains(error.depth) ? certificates[error.depth].subjectCommonName : nil
            return .refused("certificate \(error.depth), “\(name ?? "-")”: \(error.text)" + expiry(error, at: time))
        }
        return anchor == nil ? .ownRoot(root) : .anchored(root)
    }

    private static func issued(_ certificate: Certificate, _ anchor: Certificate) -> Bool {
        certificate.issuer == anchor.subject && certificate.isSigned(by: anchor.publicKey)
    }

    private func expiry(_ failure: ChainFailure, at time: UTCSeconds) -> String {
        guard certificates.indices.contains(failure.depth) else { return "" }
        let certificate = certificates[failure.depth]
        guard time < certificate.notBefore || time >= certificate.notAfter else { return "" }
        return
            " (valid from \(certificate.notBefore.rfc3339) to \(certificate.notAfter.rfc3339), appraised at \(time.rfc3339))"
    }
}
