import Attestation

/// What tickets tell that concerns one chip.
public struct TicketView: Sendable {
    /// Those that it signed itself, in the order of their ticks.
    let own: [ToldLineage]
    /// How far tickets say that its training meter had come; nil where none does.
    let reached: LineageBook.Claim?
    /// How much each other chip says that it had sent to it.
    let received: [(sender: ChipID, claim: LineageBook.Claim)]
}
