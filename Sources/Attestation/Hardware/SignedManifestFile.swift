import Cryptography
import SignedXML

/// A reference integrity manifest as it is handed over: with an enveloped signature and the signer's certificates.
public struct SignedManifestFile: Hashable, Sendable {
    /// The most bytes that are read.
    public static let maximumByteCount = XMLElement.maximumByteCount

    /// Why it is not worth reading.
    public enum Failure: Error, Hashable, Sendable {
        /// Not XML, or no SWID tag, or one that lacks something.
        case unreadable(String)
        /// It carries no certificate with its signature, or one that is not acceptable.
        case certificates(String)
        /// The first certificate's key did not sign it, or not in the one profile.
        case signature(String)
    }

    /// What was signed, and nothing else.
    public let manifest: ReferenceManifest
    /// The certificates, the signer's first; whether they lead to an anchor is another question.
    public let certificates: [Certificate]

    /// Verifies the signature by the first certificate's key, and reads what was signed.
    public init(verifying document: [UInt8]) throws(Failure) {
        guard let root = XMLElement(parsing: document) else {
            throw .unreadable("it is not well-formed XML of at most 1 MiB without a document type")
        }
        do { _ = try ReferenceManifest(document) } catch { throw .unreadable(error.description) }
        guard let ders = XMLSignature.certificates(in: root), !ders.isEmpty else {
            throw .certificates("no X509Certificate stands in its signature")
        }
        var certificates: [Certificate] = []
        for der in ders {
            do { certificates.append(try Certificate(der: der)) } catch {
                throw .certificates("certificate \(certificates.count): \(error.description)")
            }
        }
        switch XMLSignature.verify(document, by: certificates[0].publicKey) {
        case .valid(let content):
            do { manifest = try ReferenceManifest(content) } catch { throw .unreadable(error.description) }
        case .invalid: throw .signature("digest or signature does not match")
        case .malformed: throw .unreadable("it is not well-formed XML")
        case .unsupported:
            throw .signature("there is not exactly one enveloped signature with ECDSA P-384, SHA-384 and C14N 1.1")
        }
        self.certificates = certificates
    }
}
