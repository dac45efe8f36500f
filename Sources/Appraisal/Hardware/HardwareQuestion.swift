import Cryptography

/// What is asked about a hardware report, and what is trusted.
public struct HardwareQuestion: Sendable {
    /// The device's certificate chain: the signer first, a root last.
    public var chain: [Certificate]
    /// The roots that are trusted to name devices; without one, the chain's own root is used, and said to be unverified.
    public var anchors: [Certificate]
    /// The reference integrity manifests, each in XML.
    public var manifests: [Exhibit]
    /// The roots that are trusted to sign manifests; as with `anchors`.
    public var manifestAnchors: [Certificate]
    /// The nonce that was sent; nil where it is not known.
    public var nonce: [UInt8]?
    /// The time of the appraisal; nil where it is not known.
    public var moment: UTCSeconds?

    /// What tells of revocation.
    public var revocation: [RevocationFile]
    /// What is made of what it doesn't tell, or told long ago.
    public var policy: RevocationPolicy
    /// The nonce that was sent to responders; nil where none was.
    public var statusNonce: [UInt8]?

    /// A question.
    public init(
        chain: [Certificate], anchors: [Certificate] = [], manifests: [Exhibit] = [],
        manifestAnchors: [Certificate] = [], nonce: [UInt8]? = nil, moment: UTCSeconds? = nil,
        revocation: [RevocationFile] = [], policy: RevocationPolicy = RevocationPolicy(), statusNonce: [UInt8]? = nil
    ) {
        self.revocation = revocation
        self.policy = policy
        self.statusNonce = statusNonce
        self.chain = chain
        self.anchors = anchors
        self.manifests = manifests
        self.manifestAnchors = manifestAnchors
        self.nonce = nonce
        self.moment = moment
    }
}
