import CXMLSecurity
import Cryptography

/// An enveloped XML signature (XML Signature Syntax and Processing 1.1), in one profile.
///
/// The profile: one `ds:Signature`, a child of the root; ECDSA on P-384 with SHA-384 (RFC 6931, section 2.3.6); one
/// reference, to the whole document without the signature, digested with SHA-384; Canonical XML 1.1 throughout.
/// libxmlsec1 decides; every other transform, algorithm and kind of reference is switched off.
public enum XMLSignature {
    /// The namespace of signatures.
    public static let namespace = "http://www.w3.org/2000/09/xmldsig#"

    /// What an attempt to verify found.
    public enum Outcome: Hashable, Sendable {
        /// The key's holder signed the document. Read `content`, which is what was signed, and not the document.
        case valid(content: [UInt8])
        /// A digest or the signature does not match.
        case invalid
        /// The document is not well-formed XML, or has a document type.
        case malformed
        /// The signature is missing, or not of the profile.
        case unsupported
    }

    /// Whether the holder of a key signed a document.
    public static func verify(_ document: [UInt8], by key: P384.PublicKey) -> Outcome {
        guard document.count <= XMLElement.maximumByteCount else { return .malformed }
        let info = key.der
        // Sound: C reads `count` bytes of each array; `takeBuffer` owns what comes back.
        let (answer, content) = unsafe takeBuffer {
            unsafe il_xml_verify(document, document.count, info, info.count, $0)
        }
        if let content { return .valid(content: content) }
        return switch answer {
        case CInt(IL_XML_INVALID): .invalid
        case CInt(IL_XML_MALFORMED): .malformed
        default: .unsupported
        }
    }

    /// The certificates that a document's signature carries, in their order (section 4.5.4); nil where it has no
    /// signature, or a certificate that is not in base64.
    public static func certificates(in document: XMLElement) -> [[UInt8]]? {
        let data = document.children("Signature", in: namespace).flatMap { $0.children("KeyInfo", in: namespace) }
            .flatMap { $0.children("X509Data", in: namespace) }
        guard !data.isEmpty else { return nil }
        var certificates: [[UInt8]] = []
        for element in data.flatMap({ $0.children("X509Certificate", in: namespace) }) {
            guard let der = base64(element.text) else { return nil }
            certificates.append(der)
        }
        return certificates
    }

    /// Base64 with line breaks anywhere, and in the one spelling that encoding gives.
    private static func base64(_ text: String) -> [UInt8]? {
        let digits = Array(text.utf8.filter { ![0x20, 0x09, 0x0A, 0x0D].contains($0) })
        let lines = stride(from: 0, to: digits.count, by: 64).map {
            String(decoding: digits[$0..<min($0 + 64, digits.count)], as: UTF8.self) + "\n"
        }
        let armour = "-----BEGIN CERTIFICATE-----\n" + lines.joined() + "-----END CERTIFICATE-----\n"
        guard let der = try? PEM.decode(armour, label: .certificate), PEM.encode(der, label: .certificate) == armour
        else { return nil }
        return der
    }
}
