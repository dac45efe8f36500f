import COpenSSL

extension Certificate {
    /// Where the issuer answers on this certificate's status (authorityInfoAccess; RFC 5280, section 4.2.2.1): at most 4.
    public var statusURLs: [String] { urls(ofList: false) }

    /// Where the issuer's revocation list is (cRLDistributionPoints; RFC 5280, section 4.2.1.13): at most 4.
    public var revocationListURLs: [String] { urls(ofList: true) }

    /// Whether it says anywhere where more is told of its status, in whatever form: authorityInfoAccess or
    /// cRLDistributionPoints.
    public var namesRevocationSource: Bool {
        extensions.contains {
            $0.oid == OID(content: [0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x01, 0x01])
                || $0.oid == OID(content: [0x55, 0x1D, 0x1F])
        }
    }

    /// Only URLs of characters that mean nothing to a terminal or a shell: whoever made the certificate chose them.
    private func urls(ofList: Bool) -> [String] {
        (0..<4).compactMap { index in
            // Sound: the certificate is alive for the call; `takeBuffer` owns what comes back.
            let text = unsafe takeBuffer {
                unsafe il_x509_revocation_url(handle.certificate, ofList ? 1 : 0, CInt(index), $0)
            }
            guard let text, text.count <= 512, let url = String(validating: text, as: UTF8.self),
                url.hasPrefix("http://") || url.hasPrefix("https://"),
                url.utf8.allSatisfy({ Certificate.harmless.contains($0) })
            else { return nil }
            return url
        }
    }

    private static let harmless = Set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789:/.-_~%?=&+,@".utf8)
}
