import Attestation
import Cryptography

/// The transparency log.
extension PostgreSQLStore {
    /// How far the log has come.
    public func logHead() throws(LedgerError) -> LogHead {
        try attempt { connection in try PostgreSQLStore.logHead(connection) }
    }

    private static func logHead(_ connection: PostgreSQLConnection) throws -> LogHead {
        let rows = try connection.execute(
            "SELECT (SELECT coalesce(max(place) + 1, 0) FROM log), checkpoint FROM state")
        guard let row = rows.first else { throw LedgerError.lostState }
        return LogHead(count: try row.count(0), checkpoint: row.bytes(1))
    }

    /// Entries of the log.
    public func logLines(from: UInt64, limit: Int) throws(LedgerError) -> [[UInt8]] {
        guard let from = Int64(exactly: from) else { return [] }
        return try attempt { connection in
            try connection.execute(
                "SELECT line FROM log WHERE place >= $1 ORDER BY place LIMIT $2",
                [.integer(from), .integer(Int64(limit))]
            ).map { $0.bytes(0) }
        }
    }

    /// Evidence and tickets of which the log has not told yet.
    public func notable(limit: Int) throws(LedgerError) -> [Notable] {
        try attempt { connection in
            try connection.execute(
                """
                SELECT n.number, n.digest, coalesce(e.outcome, t.outcome) FROM notable n
                LEFT JOIN entries e ON e.digest = n.digest LEFT JOIN tickets t ON t.digest = n.digest
                WHERE coalesce(e.outcome, t.outcome) IS NOT NULL ORDER BY n.number LIMIT $1
                """, [.integer(Int64(limit))]
            ).map { Notable(number: try $0.count(0), digest: try $0.digest(1), outcome: $0.bytes(2)) }
        }
    }

    /// Adds entries, where the log and the documents still are what they were made from.
    public func append(_ addition: LogAddition) throws(LedgerError) -> Bool {
        try attempt { connection in
            try connection.transaction { connection in
                _ = try PostgreSQLStore.lock(connection)
                guard try PostgreSQLStore.logHead(connection).count == addition.after else { return false }
                if let documents = addition.documents {
                    guard try PostgreSQLStore.replace(documents.files, at: documents.revision, connection) else {
                        return false
                    }
                }
                let first = Int64(addition.after)
                _ = try connection.execute(
                    "INSERT INTO log (place, line) SELECT * FROM unnest($1::int8[], $2::bytea[])",
                    [.integers(addition.lines.indices.map { first + Int64($0) }), .list(addition.lines)])
                _ = try connection.execute("UPDATE state SET checkpoint = $1", [.bytes(addition.checkpoint)])
                _ = try connection.execute(
                    "DELETE FROM notable WHERE number <= $1", [.integer(Int64(clamping: addition.noted))])
                return true
            }
        }
    }

    static func replace(
        _ documents: [TrustFiles.File], at revision: UInt64, _ connection: PostgreSQLConnection
    ) throws -> Bool {
        guard let known = try connection.execute("SELECT revision FROM state FOR UPDATE").first else {
            throw LedgerError.lostState
        }
        guard try known.count(0) == revision else { return false }
        _ = try connection.execute("DELETE FROM documents")
        _ = try connection.execute(
            "INSERT INTO documents (name, content) SELECT * FROM unnest($1::bytea[], $2::bytea[])",
            [.list(documents.map { Array($0.path.utf8) }), .list(documents.map(\.bytes))])
        _ = try connection.execute("UPDATE state SET revision = revision + 1")
        return true
    }
}
