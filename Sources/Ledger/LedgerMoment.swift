/// What an appraisal goes by, all of one moment.
public struct LedgerMoment: Hashable, Sendable {
    /// The number that grows with each change of the trusted documents.
    public let revision: UInt64
    /// What all chips come to.
    public let summary: FleetSummary
    /// The chip, where it has evidence.
    public let chip: LedgerChip?
    /// Whether the nonce that was asked about is used.
    public let isNonceUsed: Bool
}
