import Attestation
import Cryptography

/// A row of the ledger's tables, whichever database gave it; anybody may have written what is in it.
protocol LedgerRow {
    /// A column with bytes.
    func bytes(_ column: Int) throws(LedgerError) -> [UInt8]
    /// A column with an integer of 64 bits.
    func integer(_ column: Int) throws(LedgerError) -> Int64
}

/// The columns that these readings go by.
enum LedgerColumns {
    static let chip = "chip, count, head, total, training, received"
    static let entry = "chip, sequence, digest, received, previous, head, evidence, outcome"
    static let ticket = "number, digest, ticket, outcome, received"
    static let summary = "chips, entries, total, training, \(tickets)"
    /// Of `chips` as c, `state` as s, `answers` as a.
    static let moment = """
        c.chip, c.count, c.head, c.total, c.training, c.received,
            s.chips, s.entries, s.total, s.training, \(tickets), s.revision, a.nonce
        """
    private static let tickets = "(SELECT coalesce(max(number) + 1, 0) FROM tickets)"
}

extension LedgerRow {
    /// A column that counts, and that can be counted on from.
    func count(_ column: Int) throws(LedgerError) -> UInt64 {
        guard let count = UInt64(exactly: try integer(column)), count < Int64.max else { throw LedgerError.malformed }
        return count
    }

    /// A column with a digest.
    func digest(_ column: Int) throws(LedgerError) -> Digest384 {
        guard let digest = Digest384(try bytes(column)) else { throw LedgerError.malformed }
        return digest
    }

    /// Two columns with what was metered.
    func usage(_ column: Int) throws(LedgerError) -> Usage {
        guard let total = UInt128(bigEndianBytes: try bytes(column)),
            let training = UInt128(bigEndianBytes: try bytes(column + 1))
        else { throw LedgerError.malformed }
        return Usage(total: total, training: training)
    }

    /// What all chips come to.
    func summary() throws(LedgerError) -> FleetSummary { try summary(at: 0) }

    /// What an appraisal goes by; without the chip where none is in the row.
    func moment(hasChip: Bool, isNonceUsed: Bool) throws(LedgerError) -> LedgerMoment {
        LedgerMoment(
            revision: try count(11), summary: try summary(at: 6), chip: hasChip ? try chip() : nil,
            isNonceUsed: isNonceUsed)
    }

    private func summary(at column: Int) throws(LedgerError) -> FleetSummary {
        FleetSummary(
            chips: try count(column), entries: try count(column + 1), usage: try usage(column + 2),
            tickets: try count(column + 4))
    }

    /// A chip.
    func chip() throws(LedgerError) -> LedgerChip {
        LedgerChip(
            chip: try identifier(0), head: ChainHead(count: try count(1), value: try digest(2)), usage: try usage(3),
            received: UTCSeconds(try integer(5)))
    }

    /// An entry's receipt.
    func receipt() throws(LedgerError) -> Receipt {
        Receipt(
            chip: try identifier(0), sequence: try count(1), digest: try digest(2),
            received: UTCSeconds(try integer(3)), previous: try digest(4), head: try digest(5))
    }

    /// An entry.
    func entry() throws(LedgerError) -> LedgerEntry {
        LedgerEntry(receipt: try receipt(), evidence: try bytes(6), outcome: try bytes(7))
    }

    /// A ticket.
    func ticket() throws(LedgerError) -> KeptTicket {
        KeptTicket(
            number: try count(0), digest: try digest(1), ticket: try bytes(2), outcome: try bytes(3),
            received: UTCSeconds(try integer(4)))
    }

    private func identifier(_ column: Int) throws(LedgerError) -> ChipID {
        guard let chip = ChipID(try bytes(column)) else { throw LedgerError.malformed }
        return chip
    }
}

extension LedgerError {
    /// The only row of `state` is missing.
    static var lostState: LedgerError { LedgerError(.corrupt, "the ledger has lost its state; restore it from a copy") }

    /// A value that is none of its column.
    static var malformed: LedgerError {
        LedgerError(.corrupt, "a value of the ledger's tables is malformed; restore it from a copy")
    }
}
