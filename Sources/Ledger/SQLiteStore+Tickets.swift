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

    /// The tickets that have come since an appraisal.
    static func later(
        than entry: Submission.Entry, of summary: FleetSummary, _ database: Database
    ) throws -> LaterTickets {
        guard entry.tickets < summary.tickets else { return LaterTickets(count: summary.tickets) }
        let tickets = try tickets(from: Int64(clamping: entry.tickets), limit: LaterTickets.limit, database)
        return LaterTickets(tickets, count: summary.tickets)
    }

    private static func tickets(from: Int64, limit: Int, _ database: Database) throws -> [KeptTicket] {
        try Row.fetchAll(
            database, sql: selectTicket + " WHERE number >= ? ORDER BY number LIMIT ?", arguments: [from, limit]
        ).map { try $0.ticket() }
    }

    private static func ticketCount(_ database: Database) throws -> UInt64 {
        let statement = try database.cachedStatement(sql: "SELECT coalesce(max(number) + 1, 0) FROM tickets")
        return try Row.fetchOne(statement)?.count(0) ?? 0
    }

    /// Keeps a ticket, where its number is the next one and its chip's chain still ends at `head`.
    public func keep(
        _ ticket: KeptTicket, of chip: ChipID, after head: ChainHead, isNotable: Bool
    ) throws(LedgerError) -> TicketOutcome {
        try attempt {
            try pool.write { database in
                let same = try database.cachedStatement(sql: "SELECT 1 FROM tickets WHERE digest = ?")
                if try Int.fetchOne(same, arguments: [Data(ticket.digest.bytes)]) != nil { return .known }
                guard try SQLiteStore.ticketCount(database) == ticket.number,
                    try SQLiteStore.chip(chip, database)?.head ?? .empty == head
                else { return .overtaken }
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
            try pool.read { database in try SQLiteStore.tickets(from: from, limit: limit, database) }
        }
    }

    /// The ticket with a digest.
    public func ticket(_ digest: Digest384) throws(LedgerError) -> KeptTicket? {
        try attempt {
            try pool.read { database in
                try Row.fetchOne(
                    database, sql: SQLiteStore.selectTicket + " WHERE digest = ?", arguments: [Data(digest.bytes)]
                ).map { try $0.ticket() }
            }
        }
    }

    private static let selectTicket = "SELECT \(LedgerColumns.ticket) FROM tickets"
}
