/// Path validation of ML-DSA-87 certificates (RFC 5280, section 6.1), which OpenSSL 3.0 can't do.
public enum LatticeChain {
    /// Extensions that are understood, and so may be critical: basicConstraints and keyUsage.
    private static let understood: [[UInt8]] = [[0x55, 0x1D, 0x13], [0x55, 0x1D, 0x0F]]

    /// Verifies a path, the leaf first and the self-signed anchor last. Revocation is not looked at.
    ///
    /// - Throws: `ChainFailure` with the code that OpenSSL has for the fault.
    public static func verify(path: [LatticeCertificate], at time: UTCSeconds) throws(ChainFailure) {
        guard path.count > 1, let anchor = path.last else { throw failure(20, "unable to get issuer certificate", 0) }
        guard anchor.issuer == anchor.subject else { throw failure(2, "the anchor is not self-signed", path.count - 1) }
        for (depth, certificate) in path.enumerated() {
            let issuer = depth + 1 < path.count ? path[depth + 1] : anchor
            guard certificate.issuer == issuer.subject else { throw failure(29, "subject issuer mismatch", depth) }
            guard certificate.isSigned(by: issuer.publicKey) else {
                throw failure(7, "certificate signature failure", depth)
            }
            guard certificate.notBefore <= time else { throw failure(9, "certificate is not yet valid", depth) }
            guard time <= certificate.notAfter else { throw failure(10, "certificate has expired", depth) }
            guard certificate.extensions.allSatisfy({ !$0.isCritical || understood.contains($0.oid.content) }) else {
                throw failure(34, "unhandled critical extension", depth)
            }
            if depth == 0 {
                guard !certificate.isCA, certificate.keyUsage?.contains(.digitalSignature) ?? true else {
                    throw failure(26, "unsuitable certificate purpose", depth)
                }
            } else {
                guard certificate.isCA else { throw failure(79, "invalid CA certificate", depth) }
                guard certificate.keyUsage?.contains(.keyCertSign) ?? true else {
                    throw failure(32, "key usage does not include certificate signing", depth)
                }
                guard certificate.pathLength.map({ depth - 1 <= $0 }) ?? true else {
                    throw failure(25, "path length constraint exceeded", depth)
                }
            }
        }
    }

    private static func failure(_ code: Int, _ text: String, _ depth: Int) -> ChainFailure {
        ChainFailure(code: code, text: text, depth: depth)
    }
}
