public import Cryptography

/// A lineage ticket that the store keeps, and what came of it when it was taken.
public struct KeptTicket: Hashable, Sendable {
    /// Its place among all tickets in the order of arrival, from 0.
    public let number: UInt64
    /// SHA-384 of what its chip signed: the ticket with another signature over the same is the same.
    public let digest: Digest384
    /// The ticket, as it came.
    public let ticket: [UInt8]
    /// What came of it, as JSON.
    public let outcome: [UInt8]
    /// When it came.
    public let received: UTCSeconds

    /// A ticket.
    public init(number: UInt64, digest: Digest384, ticket: [UInt8], outcome: [UInt8], received: UTCSeconds) {
        self.number = number
        self.digest = digest
        self.ticket = ticket
        self.outcome = outcome
        self.received = received
    }
}

/// What became of a ticket that was to be kept.
public enum TicketOutcome: Hashable, Sendable {
    /// It is written.
    case written
    /// The same was there: nothing is written.
    case known
    /// Others have come since it was judged, or evidence of its chip: nothing is written; judge again.
    case overtaken
}
