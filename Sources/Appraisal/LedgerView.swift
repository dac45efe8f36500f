import Attestation
import Cryptography

/// What is known of each chip from evidence that was appraised before.
public struct LedgerView: Hashable, Sendable {
    private var records: [ChipID: ChipRecord] = [:]

    /// Nothing is known.
    public init() {}

    /// What is known of a chip.
    public subscript(_ chip: ChipID) -> ChipRecord? {
        get { records[chip] }
        set { records[chip] = newValue }
    }
}
