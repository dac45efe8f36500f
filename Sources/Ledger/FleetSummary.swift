/// What all chips of the ledger come to.
public struct FleetSummary: Hashable, Sendable {
    /// How many chips have evidence.
    public let chips: UInt64
    /// How many pieces of evidence there are.
    public let entries: UInt64
    /// What the chips have metered.
    public let usage: Usage
    /// How many lineage tickets there are.
    public let tickets: UInt64

    /// A summary.
    public init(chips: UInt64, entries: UInt64, usage: Usage, tickets: UInt64 = 0) {
        self.chips = chips
        self.entries = entries
        self.usage = usage
        self.tickets = tickets
    }
}
