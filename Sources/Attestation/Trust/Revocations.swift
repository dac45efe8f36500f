import Cryptography

/// What is no longer trusted.
public struct Revocations: Hashable, Sendable {
    /// Serial numbers of certificates, without leading zeros.
    public var certificates: [[UInt8]]
    /// Chips.
    public var chips: [ChipID]
    /// Digests of licences' payloads.
    public var licences: [Digest384]
    /// Digests of runtimes.
    public var runtimes: [Digest384]
    /// Until when whatever was revoked is in these lists; nil where nobody says.
    public var asOf: UTCSeconds?
    /// When later lists were to be had at the latest; nil where nobody says.
    public var nextUpdate: UTCSeconds?

    /// Lists of what is revoked.
    public init(
        certificates: [[UInt8]] = [], chips: [ChipID] = [], licences: [Digest384] = [], runtimes: [Digest384] = [],
        asOf: UTCSeconds? = nil, nextUpdate: UTCSeconds? = nil
    ) {
        self.asOf = asOf
        self.nextUpdate = nextUpdate
        self.certificates = certificates
        self.chips = chips
        self.licences = licences
        self.runtimes = runtimes
    }
}
