import Attestation
import Cryptography

/// A store in one schema of a PostgreSQL database, which any number of instances may share.
///
/// A transaction is on the server's disk before `commit` returns. One transaction at a time writes: each begins with a
/// lock of the only row of `state`, so that what it decides by stays so until it is done. Readers wait for nobody.
public struct PostgreSQLStore: Store {
    let pool: PostgreSQLPool

    /// Opens the schema that the connection's `search_path` names first; the tables are made where there are none.
    ///
    /// - Parameter address: a URI, `postgres://…`, or whatever else libpq takes.
    /// - Throws: where the server can't be reached, does not write to its disk before it answers, or has other tables there.
    public init(address: String) throws(LedgerError) {
        pool = PostgreSQLPool(address)
        do {
            try pool.use { connection in try connection.transaction(PostgreSQLStore.prepare) }
        } catch let error as LedgerError {
            throw error
        } catch {
            throw LedgerError(
                .notOpened, "no ledger can be opened there (\(PostgreSQLStore.reason(error))); check address and server"
            )
        }
    }

    /// Reads or writes, and turns what server and connection report into what the ledger reports.
    func attempt<Value>(_ work: (PostgreSQLConnection) throws -> Value) throws(LedgerError) -> Value {
        do { return try pool.use(work) } catch let error as LedgerError { throw error } catch {
            let reason = PostgreSQLStore.reason(error)
            // Waited for a lock or for the answer too long.
            if case PostgreSQLFailure.refused(let state, _) = error, ["55P03", "57014", "40P01"].contains(state) {
                throw LedgerError(.overloaded, "the database is busy (\(reason)); try again later")
            }
            throw LedgerError(.failed, "the ledger can't be read or written (\(reason)); check the database")
        }
    }

    private static func reason(_ error: any Error) -> String {
        switch error {
        case PostgreSQLFailure.lost(let reason, _): reason
        case PostgreSQLFailure.refused(let state, let reason): "\(state): \(reason)"
        default: "\(error)"
        }
    }

    /// Writes submissions in their order, all or none.
    public func commit(_ submissions: [Submission]) throws(LedgerError) -> [CommitOutcome] {
        try attempt { connection in
            try connection.transaction { connection in
                var plan = try PostgreSQLStore.plan(submissions, connection)
                let outcomes = submissions.map { plan.take($0) }
                try PostgreSQLStore.carryOut(plan, connection)
                return outcomes
            }
        }
    }

    /// The answer that used a nonce.
    public func answer(to nonce: [UInt8]) throws(LedgerError) -> Submission.Answer? {
        try attempt { connection in
            let rows = try connection.execute(
                "SELECT session, type, digest, result, outcome FROM answers WHERE nonce = $1", [.bytes(nonce)])
            return try rows.first.map { row in
                Submission.Answer(
                    nonce: nonce, session: row.text(0), type: row.text(1), digest: try row.digest(2),
                    result: row.text(3), outcome: row.bytes(4))
            }
        }
    }

    /// Drops the result of an answer.
    public func forgetAnswer(to nonce: [UInt8]) throws(LedgerError) {
        try attempt { connection in
            _ = try connection.execute(
                "UPDATE answers SET result = '', outcome = '' WHERE nonce = $1", [.bytes(nonce)])
        }
    }

    /// Drops the results of answers from before a moment; those that somebody else is about to drop are left to that one.
    public func forgetAnswers(before moment: UTCSeconds) throws(LedgerError) {
        try attempt { connection in
            _ = try connection.execute(
                """
                UPDATE answers SET result = '', outcome = '' WHERE nonce IN (
                    SELECT nonce FROM answers WHERE received < $1 AND result <> '' ORDER BY nonce
                    FOR UPDATE SKIP LOCKED)
                """, [.integer(moment.value)])
        }
    }

    /// What all chips come to.
    public func summary() throws(LedgerError) -> FleetSummary {
        try attempt { connection in
            try PostgreSQLStore.summary(connection.execute(PostgreSQLStore.selectSummary))
        }
    }

    /// A chip, where it has evidence.
    public func chip(_ chip: ChipID) throws(LedgerError) -> LedgerChip? {
        try attempt { connection in
            try connection.execute(PostgreSQLStore.selectChip + " WHERE chip = $1", [.bytes(chip.bytes)]).first
                .map { try $0.chip() }
        }
    }

    /// What an appraisal goes by.
    public func moment(of chip: ChipID, answering nonce: [UInt8]?) throws(LedgerError) -> LedgerMoment {
        try attempt { connection in
            // One statement, so that all is of one moment. No nonce is empty.
            let rows = try connection.execute(
                """
                SELECT \(LedgerColumns.moment)
                FROM state s LEFT JOIN chips c ON c.chip = $1 LEFT JOIN answers a ON a.nonce = $2
                """, [.bytes(chip.bytes), .bytes(nonce ?? [])])
            guard let row = rows.first else { throw LedgerError.lostState }
            return try row.moment(hasChip: row.values[0] != nil, isNonceUsed: row.values[12] != nil)
        }
    }

    /// The chips after one.
    public func chips(after: ChipID?, limit: Int) throws(LedgerError) -> [LedgerChip] {
        try attempt { connection in
            try connection.execute(
                PostgreSQLStore.selectChip + " WHERE chip > $1 ORDER BY chip LIMIT $2",
                [.bytes(after?.bytes ?? []), .integer(Int64(limit))]
            ).map { try $0.chip() }
        }
    }

    /// The entries of a chip.
    public func entries(of chip: ChipID, from: UInt64, limit: Int) throws(LedgerError) -> [LedgerEntry] {
        guard let from = Int64(exactly: from) else { return [] }
        return try attempt { connection in
            try connection.execute(
                PostgreSQLStore.selectEntry + " WHERE chip = $1 AND sequence >= $2 ORDER BY sequence LIMIT $3",
                [.bytes(chip.bytes), .integer(from), .integer(Int64(limit))]
            ).map { try $0.entry() }
        }
    }

    /// The entry whose evidence has a digest.
    public func entry(_ digest: Digest384) throws(LedgerError) -> LedgerEntry? {
        try attempt { connection in
            try connection.execute(PostgreSQLStore.selectEntry + " WHERE digest = $1", [.bytes(digest.bytes)]).first
                .map { try $0.entry() }
        }
    }

    /// The documents, and their revision.
    public func documents() throws(LedgerError) -> (revision: UInt64, documents: [TrustFiles.File]) {
        try attempt { connection in
            // One statement, so that both are of one moment: without documents there is one row, whose name is null.
            let rows = try connection.execute(
                "SELECT revision, name, content FROM state LEFT JOIN documents ON true ORDER BY name")
            guard let first = rows.first else { throw LedgerError.lostState }
            return (
                try first.count(0),
                rows.filter { $0.values[1] != nil }
                    .map { TrustFiles.File(path: $0.text(1), bytes: $0.bytes(2)) }
            )
        }
    }

    /// The revision of the documents.
    public func revision() throws(LedgerError) -> UInt64 {
        try attempt { connection in
            guard let row = try connection.execute("SELECT revision FROM state").first else {
                throw LedgerError.lostState
            }
            return try row.count(0)
        }
    }

    /// Puts documents in the place of all others.
    public func replaceDocuments(
        _ documents: [TrustFiles.File], at revision: UInt64
    ) throws(LedgerError) -> Bool {
        try attempt { connection in
            try connection.transaction { connection in
                try PostgreSQLStore.replace(documents, at: revision, connection)
            }
        }
    }

    /// The secret of the store.
    public func secret(_ fresh: [UInt8]) throws(LedgerError) -> [UInt8] {
        try attempt { connection in
            try connection.transaction { connection in
                _ = try connection.execute("UPDATE state SET secret = $1 WHERE secret IS NULL", [.bytes(fresh)])
                guard let row = try connection.execute("SELECT secret FROM state").first else {
                    throw LedgerError.lostState
                }
                return row.bytes(0)
            }
        }
    }
}
