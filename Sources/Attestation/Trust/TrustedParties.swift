import Cryptography

/// Who may sign, and how many must.
public struct TrustedParties: Hashable, Sendable {
    /// How many parties must sign a licence.
    public var licenceQuorum: Int
    /// How many parties must sign an image, beside the vendor.
    public var imageQuorum: Int
    /// The vendor's keys.
    public var vendor: VerifyingKey
    /// The parties.
    public var parties: [Party]

    /// Parties with their quorums.
    public init(licenceQuorum: Int, imageQuorum: Int, vendor: VerifyingKey, parties: [Party]) {
        self.licenceQuorum = licenceQuorum
        self.imageQuorum = imageQuorum
        self.vendor = vendor
        self.parties = parties
    }
}
