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

    /// Lists of what is revoked.
    public init(
        certificates: [[UInt8]] = [], chips: [ChipID] = [], licences: [Digest384] = [], runtimes: [Digest384] = []
    ) {
        self.certificates = certificates
        self.chips = chips
        self.licences = licences
        self.runtimes = runtimes
    }
}
