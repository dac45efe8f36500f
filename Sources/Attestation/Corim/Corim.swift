import Cryptography

/// A concise reference integrity manifest (draft-ietf-rats-corim-11): tags with what a vendor or an endorser says of a
/// device, and for whom, until when and by whose hand.
public struct Corim: Hashable, Sendable {
    /// What a manifest or a tag is called.
    public enum Identifier: Hashable, Sendable {
        /// Text.
        case text(String)
        /// A UUID, 16 bytes.
        case uuid([UInt8])
    }

    /// How its tags are to be understood.
    public enum Profile: Hashable, Sendable {
        /// A URI.
        case uri(String)
        /// An object identifier, BER content octets.
        case oid([UInt8])
        /// A URI without the tag that says so: an earlier form.
        case bareURI(String)
    }

    /// What it holds.
    public enum Tag: Hashable, Sendable {
        /// Claims about hardware and firmware (tag 506).
        case comid(Comid)
        /// A software identification (RFC 9393), which is not looked into (tag 505).
        case coswid([UInt8])
        /// Which tags are in force (tag 508).
        case list(TagList)
        /// A tag of another number.
        case other(UInt64, CBORItem)
    }

    /// A list of tags in force, and until when it is.
    public struct TagList: Hashable, Sendable {
        /// What the list is called.
        public var identity: Comid.Identity
        /// The tags.
        public var tags: [Comid.Identity]
        /// When.
        public var validity: Validity
    }

    /// Where something related lies; nobody goes there.
    public struct Locator: Hashable, Sendable {
        /// URIs, each an alternative.
        public var locations: [String]
        /// Digests of what lies there.
        public var thumbprints: [CorimDigest]
    }

    /// A period.
    public struct Validity: Hashable, Sendable {
        /// The first second; nil for no beginning.
        public var notBefore: UTCSeconds?
        /// The last second.
        public var notAfter: UTCSeconds

        /// A period.
        public init(notBefore: UTCSeconds? = nil, notAfter: UTCSeconds) {
            self.notBefore = notBefore
            self.notAfter = notAfter
        }
    }

    /// An organisation and what it did.
    public struct Entity: Hashable, Sendable {
        /// Its name.
        public var name: String
        /// A URI of it.
        public var registration: String?
        /// What it did, by the numbers of the draft: those of a manifest and of a tag differ.
        public var roles: [UInt64]
        /// Fields that the draft does not have.
        public var extensions: [CBORItem.Pair]

        /// An organisation.
        public init(name: String, registration: String? = nil, roles: [UInt64]) {
            self.name = name
            self.registration = registration
            self.roles = roles
            extensions = []
        }
    }

    /// What it is called.
    public var id: Identifier
    /// What it holds, at least one.
    public var tags: [Tag]
    /// Manifests that it leans on.
    public var dependents: [Locator]
    /// How its tags are to be understood; nil for the draft's own terms.
    public var profile: Profile?
    /// When it holds; nil for always.
    public var validity: Validity?
    /// Who made it.
    public var entities: [Entity]
    /// Fields that the draft does not have.
    public var extensions: [CBORItem.Pair]

    /// A manifest of tags, with nothing else in it.
    public init(id: Identifier, tags: [Tag], profile: Profile? = nil, validity: Validity? = nil) {
        self.id = id
        self.tags = tags
        self.profile = profile
        self.validity = validity
        dependents = []
        entities = []
        extensions = []
    }
}

extension Corim.Identifier: CustomStringConvertible {
    /// The text, or the UUID in its usual form.
    public var description: String {
        switch self {
        case .text(let text): return text
        case .uuid(let bytes):
            let hex = bytes.hex
            let ends = [8, 12, 16, 20, 32]
            return zip([0] + ends, ends).map { hex.dropFirst($0).prefix($1 - $0) }.joined(separator: "-")
        }
    }
}

extension Corim.Profile: CustomStringConvertible {
    /// The URI, or the object identifier in dots.
    public var description: String {
        switch self {
        case .uri(let text), .bareURI(let text): text
        case .oid(let bytes): CorimName.dotted(bytes)
        }
    }
}
