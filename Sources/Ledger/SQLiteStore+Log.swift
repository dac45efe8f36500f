import Attestation
import Cryptography
import Foundation
import GRDB

/// The transparency log.
extension SQLiteStore {
    /// How far the log has come.
    public func logHead() throws(LedgerError) -> LogHead {
        try attempt { try pool.read { database in try SQLiteStore.logHead(database) } }
    }

    private static func logHead(_ database: Database) throws -> LogHead {
        let row = try Row.fetchOne(
            database, sql: "SELECT (SELECT coalesce(max(place) + 1, 0) FROM log), checkpoint FROM state")
        guard let row else { throw LedgerError.lostState }
        return LogHead(
            count: try row.count(0), checkpoint: (row[1] as Data?).map { [UInt8]($0) } ?? [])
    }

    /// Entries of the log.
    public func logLines(from: UInt64, limit: Int) throws(LedgerError) -> [[UInt8]] {
        guard let from = Int64(exactly: from) else { return [] }
        return try attempt {
            try pool.read { database in
                try Data.fetchAll(
                    database, sql: "SELECT line FROM log WHERE place >= ? ORDER BY place LIMIT ?",
                    arguments: [from, limit]
                ).map { [UInt8]($0) }
            }
        }
    }

    /// Evidence and tickets of which the log has not told yet.
    public func notable(limit: Int) throws(LedgerError) -> [Notable] {
        try attempt {
            try pool.read { database in
                try Row.fetchAll(
                    database,
                    sql: """
                        SELECT n.number, n.digest, coalesce(e.outcome, t.outcome) FROM notable n
                        LEFT JOIN entries e ON e.digest = n.digest LEFT JOIN tickets t ON t.digest = n.digest
                        WHERE coalesce(e.outcome, t.outcome) IS NOT NULL ORDER BY n.number LIMIT ?
                        """,
                    arguments: [limit]
                ).map { Notable(number: try $0.count(0), digest: try $0.digest(1), outcome: try $0.bytes(2)) }
            }
        }
    }

    /// Adds entries, where the log and the documents still are what they were made from.
    public func append(_ addition: LogAddition) throws(LedgerError) -> Bool {
        try attempt {
            try pool.write { database in
                guard try SQLiteStore.logHead(database).count == addition.after else { return false }
                if let documents = addition.documents {
                    guard try SQLiteStore.replace(documents.files, at: documents.revision, database) else {
                        return false
                    }
                }
                for (offset, line) in addition.lines.enumerated() {
                    try database.execute(
                        sql: "INSERT INTO log (place, line) VALUES (?, ?)",
                        arguments: [Int64(addition.after) + Int64(offset), Data(line)])
                }
                try database.execute(
                    sql: "UPDATE state SET checkpoint = ?", arguments: [Data(addition.checkpoint)])
                try database.execute(
                    sql: "DELETE FROM notable WHERE number <= ?", arguments: [Int64(clamping: addition.noted)])
                return true
            }
        }
    }

    static func replace(
        _ documents: [TrustFiles.File], at revision: UInt64, _ database: Database
    ) throws -> Bool {
        guard try SQLiteStore.revision(database) == revision else { return false }
        try database.execute(sql: "DELETE FROM documents")
        for document in documents {
            try database.execute(
                sql: "INSERT INTO documents (name, content) VALUES (?, ?)",
                arguments: [document.path, Data(document.bytes)])
        }
        try database.execute(sql: "UPDATE state SET revision = revision + 1")
        return true
    }
}
