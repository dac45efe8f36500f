import Cryptography

/// A key or a certificate, or a digest of one (draft-ietf-rats-corim-11, section 5.1.4.5).
public struct CorimKey: Hashable, Sendable {
    /// In which form, with the number of its tag.
    public enum Kind: UInt64, Hashable, Sendable, CaseIterable {
        /// A public key in PEM.
        case publicKey = 554
        /// A certificate in PEM.
        case certificate = 555
        /// A chain of certificates in PEM.
        case chain = 556
        /// A digest of a raw public key.
        case keyThumbprint = 557
        /// A COSE_Key.
        case coseKey = 558
        /// A digest of a certificate.
        case certificateThumbprint = 559
        /// An identifier of a key.
        case identifier = 560
        /// A digest of a chain.
        case chainThumbprint = 561
        /// A certificate in DER.
        case certificateDER = 562
    }

    /// What it is.
    public enum Content: Hashable, Sendable {
        /// PEM.
        case text(String)
        /// DER, or an identifier.
        case bytes([UInt8])
        /// A digest.
        case digest(CorimDigest)
        /// A COSE_Key.
        case item(CBORItem)
    }

    /// In which form; nil for a tag that the draft does not have.
    public let kind: Kind?
    /// The number of its tag.
    public let tag: UInt64
    /// What it is.
    public let content: Content

    /// A certificate in DER.
    public static func certificate(der: [UInt8]) -> CorimKey {
        CorimKey(kind: .certificateDER, tag: Kind.certificateDER.rawValue, content: .bytes(der))
    }

    /// A digest of a raw public key.
    public static func thumbprint(_ digest: Digest384) -> CorimKey {
        CorimKey(kind: .keyThumbprint, tag: Kind.keyThumbprint.rawValue, content: .digest(CorimDigest(digest)))
    }

    private init(kind: Kind?, tag: UInt64, content: Content) {
        self.kind = kind
        self.tag = tag
        self.content = content
    }

    init(_ field: CorimField) throws(CorimError) {
        guard let (tag, inner) = field.tagged else {
            throw field.error("it has no tag that tells what key it is", mend: "give tag 554 to 562")
        }
        self.tag = tag
        kind = Kind(rawValue: tag)
        switch kind {
        case .publicKey, .certificate, .chain: content = .text(try inner.text())
        case .keyThumbprint, .certificateThumbprint, .chainThumbprint: content = .digest(try CorimDigest(inner))
        case .identifier, .certificateDER: content = .bytes(try inner.bytes())
        case .coseKey:
            guard case .map = inner.item.content else { throw inner.error("it is no COSE_Key", mend: "give a map") }
            content = .item(inner.item)
        case nil:
            guard tag != Corim.tag, !(550...564).contains(tag) else {
                throw field.error("tag \(tag) is no key", mend: "give tag 554 to 562")
            }
            content = .item(inner.item)
        }
    }

    static func list(_ field: CorimField) throws(CorimError) -> [CorimKey] {
        try field.items { (field) throws(CorimError) in try CorimKey(field) }
    }

    var item: CBORItem {
        switch content {
        case .text(let text): .tag(tag, .text(text))
        case .bytes(let bytes): .tag(tag, .bytes(bytes))
        case .digest(let digest): .tag(tag, digest.item)
        case .item(let item): .tag(tag, item)
        }
    }
}

extension CorimKey: CustomStringConvertible {
    /// Kind and content.
    public var description: String {
        let what =
            switch content {
            case .text(let text): text
            case .bytes(let bytes): "h'\(bytes.hex)'"
            case .digest(let digest): digest.description
            case .item(let item): item.notation
            }
        return "\(kind.map { "\($0)" } ?? "tag \(tag)") \(what)"
    }
}
