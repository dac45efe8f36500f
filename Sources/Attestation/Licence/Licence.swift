import Cryptography
import Wire

/// Permission to compute, signed by parties (COSE_Sign, RFC 9052, section 4.1; `Specs/cddl/licence.cddl`).
public struct Licence: Hashable, Sendable {
    /// The most bytes that a licence may have.
    public static let maximumByteCount = Limits.message

    /// What it permits.
    public let terms: Terms
    /// SHA-384 of its payload: what evidence calls it, whoever signed it.
    public let digest: Digest384
    private var document: SignedDocument

    /// Terms with the signatures of `keys`, in that order. At least one key.
    public init(signing terms: Terms, with keys: [SigningKey]) {
        precondition(!keys.isEmpty, "A licence has at least one signature.")
        self.terms = terms
        document = SignedDocument(contentType: .licence, payload: terms.encoded())
        digest = Digest384(hashing: document.payload)
        for key in keys { document.sign(with: key) }
    }

    /// Reads a licence that must fill `bytes`. Nothing is said about who signed it: see `endorsement(by:quorum:)`.
    public init(_ bytes: [UInt8]) throws(DocumentError) {
        guard bytes.count <= Licence.maximumByteCount else {
            throw DocumentError(.tooLong, at: Licence.maximumByteCount, field: "licence")
        }
        var offset = 0
        document = try SignedDocument(bytes, contentType: .licence, payloadOffset: &offset)
        digest = Digest384(hashing: document.payload)
        do { terms = try Terms(document.payload) } catch {
            throw DocumentError(error.code, at: offset + error.offset, field: "payload.\(error.field)")
        }
    }

    /// The encoding: the same bytes that a value was read from.
    public func encoded() -> [UInt8] { document.encoded() }

    /// The signatures.
    public var signatures: [SignedDocument.Signature] { document.signatures }

    /// How many parties signed.
    public var signerCount: Int { document.signerCount }

    /// Adds the signatures of one more party.
    public mutating func sign(with key: SigningKey) { document.sign(with: key) }

    /// Adds the signatures of another copy, which must have the same payload.
    public mutating func add(_ other: Licence) { document.add(other.document) }

    /// The bytes that parties signed.
    public var payload: [UInt8] { document.payload }

    /// Whether the party with this key has signed, or somebody has in its name.
    public func names(_ key: VerifyingKey) -> Bool {
        let identifier = Party.keyIdentifier(of: key)
        return signatures.contains { $0.keyIdentifier == identifier }
    }

    /// What each signer's signatures are worth, and whether a quorum of parties stands behind the licence.
    public func endorsement(by parties: [Party], quorum: Int) -> Endorsement {
        document.endorsement(by: parties, quorum: quorum)
    }
}
