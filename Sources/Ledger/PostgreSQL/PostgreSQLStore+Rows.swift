/// What is selected for the rows that are read.
extension PostgreSQLStore {
    static let selectChip = "SELECT \(LedgerColumns.chip) FROM chips"
    static let selectEntry = "SELECT \(LedgerColumns.entry) FROM entries"
    static let selectSummary = "SELECT \(LedgerColumns.summary) FROM state"

    static var lostState: LedgerError {
        LedgerError(.corrupt, "the ledger has lost its state; restore the database")
    }

    static func summary(_ rows: [PostgreSQLRow]) throws(LedgerError) -> FleetSummary {
        guard let row = rows.first else { throw lostState }
        return try row.summary()
    }
}
