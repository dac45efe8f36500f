import COpenSSL

/// Path validation (RFC 5280, section 6).
public enum CertificateChain {
    /// Verifies that a leaf leads through some of the intermediates to one of the self-signed anchors at a time.
    ///
    /// OpenSSL's X509_verify_cert decides, in strict mode (RFC 5280 throughout), at security level 4 (192 bits), with
    /// the anchor's own signature verified too. An unknown critical extension is a failure. Revocation is not looked at.
    /// OpenSSL counts the second `notAfter` itself as expired, where RFC 5280, section 4.1.2.5, still counts it in.
    public static func verify(
        leaf: Certificate, intermediates: [Certificate], anchors: [Certificate], at time: UTCSeconds
    ) throws(ChainFailure) {
        let verdict = unsafe withExtendedLifetime((leaf, intermediates, anchors)) {
            let untrusted: [OpaquePointer?] = unsafe intermediates.map { unsafe $0.handle.certificate }
            let trusted: [OpaquePointer?] = unsafe anchors.map { unsafe $0.handle.certificate }
            // Sound: all certificates outlive the call, and each array goes with its own count.
            return unsafe il_x509_verify_chain(
                leaf.handle.certificate, untrusted, untrusted.count, trusted, trusted.count, time.value)
        }
        guard unsafe verdict.code == 0 else {
            // Sound: the text is one of OpenSSL's constants.
            throw unsafe ChainFailure(
                code: Int(verdict.code), text: String(cString: verdict.text), depth: Int(verdict.depth))
        }
    }
}
