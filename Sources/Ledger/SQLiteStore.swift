import Attestation
import Cryptography
import Foundation
import GRDB

/// A store in one SQLite file.
///
/// Write-ahead log with `synchronous = FULL`: a transaction is on the disk before `commit` returns. Several processes of
/// one machine may have the file open.
public struct SQLiteStore: Store {
    let pool: DatabasePool

    /// Opens a file, which is made where it does not exist.
    public init(path: String) throws(LedgerError) {
        var configuration = Configuration()
        configuration.label = "ledger"
        configuration.busyMode = .timeout(10)
        configuration.maximumReaderCount = 8
        do {
            pool = try DatabasePool(path: path, configuration: configuration)
            // Only now: opening a pool sets NORMAL, with which a loss of power takes the last transactions.
            try pool.writeWithoutTransaction { database in try database.execute(sql: "PRAGMA synchronous = FULL") }
            try pool.write { database in
                try SQLiteStore.prepare(database)
                try SQLiteStore.prepareTickets(database)
            }
        } catch let error as LedgerError {
            throw error
        } catch {
            throw LedgerError(.notOpened, "\(path): no ledger can be opened there (\(error)); check path and disk")
        }
    }

    /// What SQLite says of how it writes: journal mode, and `synchronous` (2 is FULL).
    package func durability() throws(LedgerError) -> (journal: String, synchronous: Int) {
        try attempt {
            try pool.writeWithoutTransaction { database in
                (
                    try String.fetchOne(database, sql: "PRAGMA journal_mode") ?? "",
                    try Int.fetchOne(database, sql: "PRAGMA synchronous") ?? -1
                )
            }
        }
    }

    /// Reads or writes, and turns what the database reports into what the ledger reports.
    func attempt<Value>(_ work: () throws -> Value) throws(LedgerError) -> Value {
        do { return try work() } catch let error as LedgerError { throw error } catch {
            throw LedgerError(.failed, "the ledger can't be read or written (\(error)); check the disk")
        }
    }

    /// Reads by one statement, which is of one moment by itself: a transaction around it would cost as much again.
    private func read<Value>(_ work: (Database) throws -> Value) throws(LedgerError) -> Value {
        try attempt { try pool.unsafeRead(work) }
    }

    /// Writes submissions in their order, all or none.
    public func commit(_ submissions: [Submission]) throws(LedgerError) -> [CommitOutcome] {
        try attempt {
            try pool.write { database in
                try submissions.map { submission in try SQLiteStore.commit(submission, database) }
            }
        }
    }

    /// The answer that used a nonce.
    public func answer(to nonce: [UInt8]) throws(LedgerError) -> Submission.Answer? {
        try read { database in
            let statement = try database.cachedStatement(
                sql: "SELECT session, type, digest, result, outcome FROM answers WHERE nonce = ?")
            return try Row.fetchOne(statement, arguments: [Data(nonce)]).map { row in
                Submission.Answer(
                    nonce: nonce, session: row[0], type: row[1], digest: try row.digest(2),
                    result: row[3], outcome: [UInt8](row[4] as Data))
            }
        }
    }

    /// Drops the result of an answer.
    public func forgetAnswer(to nonce: [UInt8]) throws(LedgerError) {
        try attempt {
            try pool.write { database in
                try database.execute(
                    sql: "UPDATE answers SET result = '', outcome = x'' WHERE nonce = ?", arguments: [Data(nonce)])
            }
        }
    }

    /// Drops the results of answers from before a moment.
    public func forgetAnswers(before moment: UTCSeconds) throws(LedgerError) {
        try attempt {
            try pool.write { database in
                try database.execute(
                    sql: "UPDATE answers SET result = '', outcome = x'' WHERE received < ? AND result <> ''",
                    arguments: [moment.value])
            }
        }
    }

    /// What all chips come to.
    public func summary() throws(LedgerError) -> FleetSummary {
        try read { database in try SQLiteStore.summary(database) }
    }

    /// A chip, where it has evidence.
    public func chip(_ chip: ChipID) throws(LedgerError) -> LedgerChip? {
        try read { database in try SQLiteStore.chip(chip, database) }
    }

    /// What an appraisal goes by.
    public func moment(of chip: ChipID, answering nonce: [UInt8]?) throws(LedgerError) -> LedgerMoment {
        try read { database in try SQLiteStore.moment(of: chip, answering: nonce, database) }
    }

    /// The chips after one.
    public func chips(after: ChipID?, limit: Int) throws(LedgerError) -> [LedgerChip] {
        try attempt {
            try pool.read { database in
                try Row.fetchAll(
                    database, sql: SQLiteStore.selectChip + " WHERE chip > ? ORDER BY chip LIMIT ?",
                    arguments: [Data(after?.bytes ?? []), limit]
                ).map { try $0.chip() }
            }
        }
    }

    /// The entries of a chip.
    public func entries(of chip: ChipID, from: UInt64, limit: Int) throws(LedgerError) -> [LedgerEntry] {
        guard let from = Int64(exactly: from) else { return [] }
        return try attempt {
            try pool.read { database in
                let statement = try database.cachedStatement(
                    sql: SQLiteStore.selectEntry + " WHERE chip = ? AND sequence >= ? ORDER BY sequence LIMIT ?")
                return try Row.fetchAll(statement, arguments: [Data(chip.bytes), from, limit])
                    .map { try $0.entry() }
            }
        }
    }

    /// The entry whose evidence has a digest.
    public func entry(_ digest: Digest384) throws(LedgerError) -> LedgerEntry? {
        try read { database in
            let statement = try database.cachedStatement(sql: SQLiteStore.selectEntry + " WHERE digest = ?")
            return try Row.fetchOne(statement, arguments: [Data(digest.bytes)]).map { try $0.entry() }
        }
    }

    /// The documents, and their revision.
    public func documents() throws(LedgerError) -> (revision: UInt64, documents: [TrustFiles.File]) {
        try attempt {
            try pool.read { database in
                let files = try Row.fetchAll(database, sql: "SELECT name, content FROM documents ORDER BY name")
                return (
                    try SQLiteStore.revision(database),
                    files.map { TrustFiles.File(path: $0[0], bytes: [UInt8]($0[1] as Data)) }
                )
            }
        }
    }

    /// The revision of the documents.
    public func revision() throws(LedgerError) -> UInt64 {
        try read { database in try SQLiteStore.revision(database) }
    }

    /// Puts documents in the place of all others.
    public func replaceDocuments(
        _ documents: [TrustFiles.File], at revision: UInt64
    ) throws(LedgerError) -> Bool {
        try attempt {
            try pool.write { database in
                try SQLiteStore.replace(documents, at: revision, database)
            }
        }
    }

    /// The secret of the store.
    public func secret(_ fresh: [UInt8]) throws(LedgerError) -> [UInt8] {
        try attempt {
            try pool.write { database in
                try database.execute(
                    sql: "UPDATE state SET secret = ? WHERE secret IS NULL", arguments: [Data(fresh)])
                guard let secret = try Data.fetchOne(database, sql: "SELECT secret FROM state") else {
                    throw LedgerError.lostState
                }
                return [UInt8](secret)
            }
        }
    }
}
