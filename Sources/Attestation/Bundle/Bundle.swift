import Cryptography
import Wire

/// All that an appraisal rested on and what it gave, in one signed file (COSE_Sign; `Specs/cddl/bundle.cddl`).
///
/// It needs no network and no clock to be appraised again: the time of the question is in it.
public struct Bundle: Hashable, Sendable {
    /// The most bytes that a bundle may have.
    public static let maximumByteCount = 1 << 30

    /// What it holds.
    public let contents: Contents
    private var document: SignedDocument

    /// Contents with the signatures of `keys`, in that order. At least one key.
    ///
    /// - Throws: where the contents can't be written: see `Contents.encoded`.
    public init(signing contents: Contents, with keys: [SigningKey]) throws(DocumentError) {
        precondition(!keys.isEmpty, "A bundle has at least one signature.")
        let payload = contents.encoded()
        // What can't be read back is not written: names that are empty, not ASCII, or there twice.
        self.contents = try Contents(payload)
        document = SignedDocument(contentType: .bundle, payload: payload)
        for key in keys { document.sign(with: key) }
    }

    /// Reads a bundle that must fill `bytes`. Nothing is said about who signed it: see `endorsement(by:)`.
    public init(_ bytes: [UInt8]) throws(DocumentError) {
        guard bytes.count <= Bundle.maximumByteCount else {
            throw DocumentError(.tooLong, at: Bundle.maximumByteCount, field: "bundle")
        }
        var offset = 0
        document = try SignedDocument(bytes, contentType: .bundle, payloadOffset: &offset)
        do { contents = try Contents(document.payload) } catch {
            throw DocumentError(error.code, at: offset + error.offset, field: "payload.\(error.field)")
        }
    }

    /// The encoding: the same bytes that a value was read from.
    public func encoded() -> [UInt8] { document.encoded() }

    /// SHA-384 of its contents: what it is called, whoever signed it.
    public var digest: Digest384 { Digest384(hashing: document.payload) }

    /// What each signer's signatures are worth under these keys; one must hold, and none may fail.
    public func endorsement(by parties: [Party]) -> Endorsement { document.endorsement(by: parties, quorum: 1) }
}
