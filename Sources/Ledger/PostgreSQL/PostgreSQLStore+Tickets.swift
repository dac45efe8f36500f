import Attestation
import Cryptography

/// Lineage tickets.
extension PostgreSQLStore {
    /// The table, which ledgers from before there were tickets do not have; programs of that time leave it alone.
    static func prepareTickets(_ connection: PostgreSQLConnection) throws {
        let found = try connection.execute(
            "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'tickets'")
        guard try found.first?.count(0) == 0 else { return }
        try connection.run(
            """
            CREATE TABLE tickets (
                number int8 PRIMARY KEY, digest bytea NOT NULL UNIQUE, ticket bytea NOT NULL, outcome bytea NOT NULL,
                received int8 NOT NULL);
            CREATE TRIGGER tickets_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON tickets
                FOR EACH STATEMENT EXECUTE FUNCTION stays();
            """)
    }

    /// The tickets from a number on, at most `limit`.
    static func tickets(from: Int64, limit: Int, _ connection: PostgreSQLConnection) throws -> [KeptTicket] {
        try connection.execute(
            selectTicket + " WHERE number >= $1 ORDER BY number LIMIT $2", [.integer(from), .integer(Int64(limit))]
        ).map { try $0.ticket() }
    }

    /// Keeps a ticket, where its number is the next one and its chip's chain still ends at `head`.
    public func keep(
        _ ticket: KeptTicket, of chip: ChipID, after head: ChainHead, isNotable: Bool
    ) throws(LedgerError) -> TicketOutcome {
        try attempt { connection in
            try connection.transaction { connection in
                _ = try PostgreSQLStore.lock(connection)
                let digest = PostgreSQLValue.bytes(ticket.digest.bytes)
                guard try connection.execute("SELECT number FROM tickets WHERE digest = $1", [digest]).isEmpty else {
                    return .known
                }
                // Only now, for a statement that waits for the lock sees what was there before it waited.
                let rows = try connection.execute(
                    """
                    SELECT (SELECT coalesce(max(number) + 1, 0) FROM tickets), (SELECT count FROM chips WHERE chip = $1),
                        (SELECT head FROM chips WHERE chip = $1)
                    """, [.bytes(chip.bytes)])
                guard let row = rows.first else { throw LedgerError.lostState }
                let known =
                    row.values[1] == nil ? .empty : ChainHead(count: try row.count(1), value: try row.digest(2))
                guard try row.count(0) == ticket.number, known == head else { return .overtaken }
                _ = try connection.execute(
                    "INSERT INTO tickets (number, digest, ticket, outcome, received) VALUES ($1, $2, $3, $4, $5)",
                    [
                        .integer(Int64(ticket.number)), digest, .bytes(ticket.ticket), .bytes(ticket.outcome),
                        .integer(ticket.received.value),
                    ])
                if isNotable { _ = try connection.execute("INSERT INTO notable (digest) VALUES ($1)", [digest]) }
                return .written
            }
        }
    }

    /// The tickets from a number on.
    public func tickets(from: UInt64, limit: Int) throws(LedgerError) -> [KeptTicket] {
        guard let from = Int64(exactly: from) else { return [] }
        return try attempt { connection in
            try PostgreSQLStore.tickets(from: from, limit: limit, connection)
        }
    }

    /// The ticket with a digest.
    public func ticket(_ digest: Digest384) throws(LedgerError) -> KeptTicket? {
        try attempt { connection in
            try connection.execute(PostgreSQLStore.selectTicket + " WHERE digest = $1", [.bytes(digest.bytes)]).first
                .map { try $0.ticket() }
        }
    }
}
