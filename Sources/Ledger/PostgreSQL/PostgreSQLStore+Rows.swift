import Attestation
import Cryptography

/// Rows of the tables.
extension PostgreSQLStore {
    static let selectSummary =
        "SELECT chips, entries, total, training, (SELECT coalesce(max(number) + 1, 0) FROM tickets) FROM state"
    static let selectChip = "SELECT chip, count, head, total, training, received FROM chips"
    static let selectEntry = "SELECT chip, sequence, digest, received, previous, head, evidence, outcome FROM entries"

    static var lostState: LedgerError {
        LedgerError(.corrupt, "the ledger has lost its state; restore the database")
    }

    static func summary(_ rows: [PostgreSQLRow]) throws(LedgerError) -> FleetSummary {
        guard let row = rows.first else { throw lostState }
        return FleetSummary(
            chips: try row.count(0), entries: try row.count(1), usage: try row.usage(2), tickets: try row.count(4))
    }

    static func chip(_ row: PostgreSQLRow) throws(LedgerError) -> LedgerChip {
        LedgerChip(
            chip: try row.chip(0), head: ChainHead(count: try row.count(1), value: try row.digest(2)),
            usage: try row.usage(3), received: UTCSeconds(try row.integer(5)))
    }

    static func receipt(_ row: PostgreSQLRow) throws(LedgerError) -> Receipt {
        Receipt(
            chip: try row.chip(0), sequence: try row.count(1), digest: try row.digest(2),
            received: UTCSeconds(try row.integer(3)), previous: try row.digest(4), head: try row.digest(5))
    }

    static func entry(_ row: PostgreSQLRow) throws(LedgerError) -> LedgerEntry {
        LedgerEntry(receipt: try receipt(row), evidence: row.bytes(6), outcome: row.bytes(7))
    }
}
