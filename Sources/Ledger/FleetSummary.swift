/// What all chips of the ledger come to.
public struct FleetSummary: Hashable, Sendable {
    /// How many chips have evidence.
    public let chips: UInt64
    /// How many pieces of evidence there are.
    public let entries: UInt64
    /// What the chips have metered.
    public let usage: Usage

    /// A summary.
    public init(chips: UInt64, entries: UInt64, usage: Usage) {
        self.chips = chips
        self.entries = entries
        self.usage = usage
    }
}
