import Foundation
import GRDB

extension SQLiteStore {
    /// Which form of tables this is.
    private static let version = 2

    /// Makes the tables where there are none, and refuses a file of another form.
    static func prepare(_ database: Database) throws {
        switch try Int.fetchOne(database, sql: "PRAGMA user_version") {
        case version: return
        case 1: return try complete(database)
        case 0: break
        case let found:
            throw LedgerError(
                .notOpened,
                "the ledger has form \(found ?? -1), and this program knows form \(version); use the program that made it"
            )
        }
        guard try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") == 0 else {
            throw LedgerError(.notOpened, "the file is a database, but no ledger; name another file")
        }
        // Quantities above 63 bits and identifiers are blobs, the most significant byte first, so that they sort.
        try database.execute(
            sql: """
                CREATE TABLE entries (
                    chip BLOB NOT NULL, sequence INTEGER NOT NULL, digest BLOB NOT NULL UNIQUE,
                    received INTEGER NOT NULL, previous BLOB NOT NULL, head BLOB NOT NULL, evidence BLOB NOT NULL,
                    outcome BLOB NOT NULL, PRIMARY KEY (chip, sequence));
                CREATE TRIGGER entries_stay BEFORE UPDATE ON entries
                    BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END;
                CREATE TRIGGER entries_remain BEFORE DELETE ON entries
                    BEGIN SELECT RAISE(ABORT, 'entries are never deleted'); END;
                CREATE TABLE chips (
                    chip BLOB PRIMARY KEY, count INTEGER NOT NULL, head BLOB NOT NULL, total BLOB NOT NULL,
                    training BLOB NOT NULL, received INTEGER NOT NULL) WITHOUT ROWID;
                CREATE TABLE answers (
                    nonce BLOB PRIMARY KEY, session TEXT NOT NULL, type TEXT NOT NULL, digest BLOB NOT NULL, result TEXT NOT NULL,
                    received INTEGER NOT NULL);
                CREATE INDEX answers_in_time ON answers (received) WHERE result <> '';
                CREATE TABLE documents (name TEXT PRIMARY KEY, content BLOB NOT NULL);
                CREATE TABLE state (
                    one INTEGER PRIMARY KEY CHECK (one = 1), chips INTEGER NOT NULL, entries INTEGER NOT NULL,
                    total BLOB NOT NULL, training BLOB NOT NULL, revision INTEGER NOT NULL, secret BLOB);
                INSERT INTO state VALUES (1, 0, 0, zeroblob(16), zeroblob(16), 0, NULL);
                PRAGMA user_version = 1;
                """)
        try complete(database)
    }

    /// The tables of the transparency log and the appraisals behind answers, which form 1 did not have. What a ledger of
    /// form 1 found before is not noted.
    private static func complete(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE log (place INTEGER PRIMARY KEY, line BLOB NOT NULL);
                CREATE TRIGGER log_stays BEFORE UPDATE ON log
                    BEGIN SELECT RAISE(ABORT, 'entries of the log are never changed'); END;
                CREATE TRIGGER log_remains BEFORE DELETE ON log
                    BEGIN SELECT RAISE(ABORT, 'entries of the log are never deleted'); END;
                CREATE TABLE notable (number INTEGER PRIMARY KEY AUTOINCREMENT, digest BLOB NOT NULL);
                ALTER TABLE state ADD COLUMN checkpoint BLOB;
                ALTER TABLE answers ADD COLUMN outcome BLOB NOT NULL DEFAULT x'';
                PRAGMA user_version = \(version);
                """)
    }
}
