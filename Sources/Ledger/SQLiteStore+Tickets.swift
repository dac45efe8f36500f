import Attestation
import Cryptography
import Foundation
import GRDB

/// Lineage tickets.
extension SQLiteStore {
    /// The table, which ledgers from before there were tickets do not have; programs of that time leave it alone.
    static func prepareTickets(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE IF NOT EXISTS tickets (
                    number INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, ticket BLOB NOT NULL, outcome BLOB NOT NULL,
                    received INTEGER NOT NULL);
                CREATE TRIGGER IF NOT EXISTS tickets_stay BEFORE UPDATE ON tickets
                    BEGIN SELECT RAISE(ABORT, 'tickets are never changed'); END;
                CREATE TRIGGER IF NOT EXISTS tickets_remain BEFORE DELETE ON tickets
                    BEGIN SELECT RAISE(ABORT, 'tickets are never deleted'); END;
                """)
    }

    private static func ticketCount(_ database: Database) throws -> UInt64 {
        let statement = try database.cachedStatement(sql: "SELECT coalesce(max(number) + 1, 0) FROM tickets")
        return try Row.fetchOne(statement)?.count(0) ?? 0
    }

    /// Keeps a ticket, where its number is the next one.
    public func keep(_ ticket: KeptTicket, isNotable: Bool) throws(LedgerError) -> TicketOutcome {
        try attempt {
            try pool.write { database in
                let same = try database.cachedStatement(sql: "SELECT 1 FROM tickets WHERE digest = ?")
                if try Int.fetchOne(same, arguments: [Data(ticket.digest.bytes)]) != nil { return .known }
                guard try SQLiteStore.ticketCount(database) == ticket.number else { return .overtaken }
                try database.execute(
                    sql: "INSERT INTO tickets (number, digest, ticket, outcome, received) VALUES (?, ?, ?, ?, ?)",
                    arguments: [
                        Int64(ticket.number), Data(ticket.digest.bytes), Data(ticket.ticket), Data(ticket.outcome),
                        ticket.received.value,
                    ])
                if isNotable {
                    try database.execute(
                        sql: "INSERT INTO notable (digest) VALUES (?)", arguments: [Data(ticket.digest.bytes)])
                }
                return .written
            }
        }
    }

    /// The tickets from a number on.
    public func tickets(from: UInt64, limit: Int) throws(LedgerError) -> [KeptTicket] {
        guard let from = Int64(exactly: from) else { return [] }
        return try attempt {
            try pool.read { database in
                try Row.fetchAll(
                    database, sql: SQLiteStore.selectTicket + " WHERE number >= ? ORDER BY number LIMIT ?",
                    arguments: [from, limit]
                ).map(SQLiteStore.ticket)
            }
        }
    }

    /// The ticket with a digest.
    public func ticket(_ digest: Digest384) throws(LedgerError) -> KeptTicket? {
        try attempt {
            try pool.read { database in
                try Row.fetchOne(
                    database, sql: SQLiteStore.selectTicket + " WHERE digest = ?", arguments: [Data(digest.bytes)]
                ).map(SQLiteStore.ticket)
            }
        }
    }

    private static let selectTicket = "SELECT number, digest, ticket, outcome, received FROM tickets"

    private static func ticket(_ row: Row) throws -> KeptTicket {
        KeptTicket(
            number: try row.count(0), digest: try row.digest(1), ticket: try row.bytes(2), outcome: try row.bytes(3),
            received: UTCSeconds(try row.integer(4)))
    }
}
