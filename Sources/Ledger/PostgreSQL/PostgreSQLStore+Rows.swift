/// What is selected for the rows that are read.
extension PostgreSQLStore {
    static let selectChip = "SELECT \(LedgerColumns.chip) FROM chips"
    static let selectEntry = "SELECT \(LedgerColumns.entry) FROM entries"
    static let selectTicket = "SELECT \(LedgerColumns.ticket) FROM tickets"
    static let selectSummary = "SELECT \(LedgerColumns.summary) FROM state"

    static func summary(_ rows: [PostgreSQLRow]) throws(LedgerError) -> FleetSummary {
        guard let row = rows.first else { throw LedgerError.lostState }
        return try row.summary()
    }
}
