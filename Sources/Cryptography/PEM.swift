import COpenSSL

/// Text armour around DER (RFC 7468).
public enum PEM {
    /// What the BEGIN and END lines say.
    public enum Label: String, Hashable, Sendable {
        /// An X.509 certificate (RFC 7468, section 5).
        case certificate = "CERTIFICATE"
        /// A PKCS #10 certificate request (section 7).
        case certificateRequest = "CERTIFICATE REQUEST"
        /// A PKCS #8 private key (section 10).
        case privateKey = "PRIVATE KEY"
        /// A SubjectPublicKeyInfo (section 13).
        case publicKey = "PUBLIC KEY"
        /// A certificate revocation list (section 6).
        case revocationList = "X509 CRL"
        /// A response on the status of certificates, as OpenSSL calls it.
        case statusResponse = "OCSP RESPONSE"
    }

    /// The text of one block, ending in a line feed.
    public static func encode(_ der: [UInt8], label: Label) -> String {
        // Sound: C reads `count` bytes of the array and a terminated label.
        guard let text = unsafe takeBuffer({ unsafe il_pem_write(label.rawValue, der, der.count, $0) }) else {
            preconditionFailure("OpenSSL has no memory left for a PEM block.")
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The content of the one block in a text; words before and after it are passed over.
    public static func decode(_ text: String, label: Label) throws(PEMError) -> [UInt8] {
        let bytes = Array(text.utf8)
        var offset = 0
        guard let der = try next(in: bytes, at: &offset, label: label) else { throw .missing(label: label) }
        let end = offset
        guard try next(in: bytes, at: &offset, label: label) == nil else { throw .trailing(label: label, offset: end) }
        return der
    }

    /// What a file in DER or PEM holds: the file itself, or the one block of it where it begins as PEM does.
    public static func content(ofFile bytes: [UInt8], label: Label) throws(PEMError) -> [UInt8] {
        guard bytes.starts(with: "-----BEGIN ".utf8) else { return bytes }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .malformed(label: label, offset: 0) }
        return try decode(text, label: label)
    }

    /// The contents of all blocks in a text, in order; throws unless all bear the label.
    public static func decodeAll(_ text: String, label: Label) throws(PEMError) -> [[UInt8]] {
        let bytes = Array(text.utf8)
        var offset = 0
        var blocks: [[UInt8]] = []
        while let der = try next(in: bytes, at: &offset, label: label) { blocks.append(der) }
        guard !blocks.isEmpty else { throw .missing(label: label) }
        return blocks
    }

    private static func next(
        in bytes: [UInt8], at offset: inout Int, label: Label
    ) throws(PEMError) -> [UInt8]? {
        let start = offset
        var answer: CInt = 0
        // Sound: C reads within `count` and moves the offset forward, never past it.
        let der = unsafe takeBuffer { buffer in
            answer = unsafe il_pem_read(bytes, bytes.count, &offset, label.rawValue, buffer)
            return answer
        }
        guard answer >= 0 else { throw .malformed(label: label, offset: start) }
        return der
    }
}
