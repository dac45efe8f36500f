import Attestation
import Cryptography

/// Evidence that the ledger keeps, and what came of it when it was taken.
public struct LedgerEntry: Hashable, Sendable {
    /// Its place in the chain.
    public let receipt: Receipt
    /// The evidence, as it came.
    public let evidence: [UInt8]
    /// What came of appraising it, as JSON; a later appraisal may find otherwise.
    public let outcome: [UInt8]

    /// An entry.
    init(receipt: Receipt, evidence: [UInt8], outcome: [UInt8]) {
        self.receipt = receipt
        self.evidence = evidence
        self.outcome = outcome
    }
}

/// A chip that has evidence in the ledger.
public struct LedgerChip: Hashable, Sendable {
    /// The chip.
    public let chip: ChipID
    /// How far its chain has come.
    public let head: ChainHead
    /// What it has metered.
    public let usage: Usage
    /// When its latest entry was taken.
    public let received: UTCSeconds

    /// A chip.
    init(chip: ChipID, head: ChainHead, usage: Usage, received: UTCSeconds) {
        self.chip = chip
        self.head = head
        self.usage = usage
        self.received = received
    }
}
