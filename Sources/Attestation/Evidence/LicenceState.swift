import Cryptography

/// The installed licence and what has been used of it.
public struct LicenceState: Hashable, Sendable {
    /// SHA-384 of the licence's payload.
    public var digest: Digest384
    /// Its sequence.
    public var sequence: UInt64
    /// All operations under this licence: used, allowed.
    public var total: Allowance
    /// Operations of training under this licence: used, allowed.
    public var training: Allowance

    /// A state.
    public init(digest: Digest384, sequence: UInt64, total: Allowance, training: Allowance) {
        self.digest = digest
        self.sequence = sequence
        self.total = total
        self.training = training
    }
}
