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
        try unsafe demand(verdict)
    }

    /// Verifies that certificates are a whole path at a time: each issued the one before, and one of the self-signed anchors the
    /// last.
    ///
    /// The answer is that of `verify(leaf:intermediates:anchors:at:)`, but that the path is given, and that who calls says
    /// whether signatures hold, of which he may know some.
    ///
    /// - Parameters:
    ///   - leaf: the first certificate.
    ///   - issuers: the leaf's issuer, its issuer, and so on.
    ///   - anchors: the anchors.
    ///   - time: the time.
    ///   - isSigned: whether the second certificate's key signed the first: `Certificate.isSigned(by:)`, or a memory of it.
    /// - Throws: `ChainFailure`, with code 29 where the certificates are no path by their names.
    public static func verify(
        leaf: Certificate, issuers: [Certificate], anchors: [Certificate], at time: UTCSeconds,
        isSigned: (Certificate, Certificate) -> Bool
    ) throws(ChainFailure) {
        var place = 0
        let verdict = unsafe withExtendedLifetime((leaf, issuers, anchors)) {
            let untrusted: [OpaquePointer?] = unsafe issuers.map { unsafe $0.handle.certificate }
            let trusted: [OpaquePointer?] = unsafe anchors.map { unsafe $0.handle.certificate }
            // Sound: all certificates outlive the call, each array goes with its own count, and C writes one place of an anchor.
            return unsafe il_x509_check_path(
                leaf.handle.certificate, untrusted, untrusted.count, trusted, trusted.count, time.value, &place)
        }
        try unsafe demand(verdict)
        let path = [leaf] + issuers + [anchors[place], anchors[place]]
        for depth in path.indices.dropLast().reversed() where !isSigned(path[depth], path[depth + 1]) {
            throw ChainFailure(
                code: 7, text: "certificate signature failure", depth: depth)
        }
    }

    private static func demand(_ verdict: il_verdict) throws(ChainFailure) {
        guard unsafe verdict.code == 0 else {
            // Sound: the text is one of OpenSSL's constants.
            throw unsafe ChainFailure(
                code: Int(verdict.code), text: String(cString: verdict.text), depth: Int(verdict.depth))
        }
    }
}
