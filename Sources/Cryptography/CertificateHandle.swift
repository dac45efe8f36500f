import COpenSSL

/// Owns OpenSSL's form of a certificate.
@safe
final class CertificateHandle: Sendable {
    // Sound to share between threads: OpenSSL guards the caches inside a certificate with locks of its own.
    nonisolated(unsafe) let certificate: OpaquePointer

    /// Nil unless the bytes are exactly one certificate in DER.
    init?(der: [UInt8]) {
        // Sound: C reads `count` bytes and keeps copies only.
        guard let certificate = unsafe il_x509_new(der, der.count) else { return nil }
        unsafe self.certificate = unsafe certificate
    }

    deinit {
        // Sound: the last reference is gone, and nothing else holds the pointer.
        unsafe il_x509_free(certificate)
    }

    var version: Int64 {
        // Sound, here and below: the certificate is alive for the call.
        unsafe il_x509_version(certificate)
    }

    /// The first common name; an inner nil when there is none, an outer one when it is not text.
    func commonName(ofIssuer: Bool) -> String?? {
        var answer: CInt = 0
        let text = unsafe takeBuffer {
            answer = unsafe il_x509_common_name(certificate, ofIssuer ? 1 : 0, $0)
            return answer
        }
        guard answer >= 0 else { return nil }
        guard let text else { return .some(nil) }
        guard let name = String(validating: text, as: UTF8.self) else { return nil }
        return name
    }

    func name(ofIssuer: Bool) -> [UInt8]? {
        unsafe takeBuffer { unsafe il_x509_name(certificate, ofIssuer ? 1 : 0, $0) }
    }

    var serial: [UInt8]? {
        unsafe takeBuffer { unsafe il_x509_serial(certificate, $0) }
    }

    func time(ofEnd: Bool) -> UTCSeconds? {
        var seconds: Int64 = 0
        guard unsafe il_x509_time(certificate, ofEnd ? 1 : 0, &seconds) == 1 else { return nil }
        return UTCSeconds(seconds)
    }

    var publicKeyInfo: [UInt8]? {
        unsafe takeBuffer { unsafe il_x509_public_key(certificate, $0) }
    }

    var isSignedWithSHA384: Bool {
        unsafe il_x509_is_ecdsa_sha384(certificate) == 1
    }

    /// r ‖ s, or nil when the field holds no such pair.
    var signature: P384.Signature? {
        var bytes = [UInt8](repeating: 0, count: P384.Signature.byteCount)
        // Sound: C writes 96 bytes.
        guard unsafe il_x509_signature(certificate, &bytes) == 1 else { return nil }
        return P384.Signature(raw: bytes)
    }

    /// Nil when OpenSSL finds an extension malformed or repeated.
    var constraints: (isAuthority: Bool, pathLength: Int?, keyUsage: KeyUsage?)? {
        var isAuthority: CInt = 0
        var pathLength: Int64 = 0
        var usage: UInt32 = 0
        guard unsafe il_x509_constraints(certificate, &isAuthority, &pathLength, &usage) == 1 else { return nil }
        return (
            isAuthority != 0, pathLength < 0 ? nil : Int(pathLength),
            usage == .max ? nil : KeyUsage(rawValue: usage)
        )
    }

    var extensions: [CertificateExtension]? {
        var extensions: [CertificateExtension] = []
        for index in 0..<(unsafe il_x509_extension_count(certificate)) {
            var value: [UInt8]?
            var isCritical: CInt = 0
            let oid = unsafe takeBuffer { oid in
                var answer: CInt = 0
                value = unsafe takeBuffer {
                    answer = unsafe il_x509_extension(certificate, index, oid, &isCritical, $0)
                    return answer
                }
                return answer
            }
            guard let oid, let value else { return nil }
            extensions.append(
                CertificateExtension(oid: OID(content: oid), isCritical: isCritical != 0, value: value))
        }
        return extensions
    }
}
