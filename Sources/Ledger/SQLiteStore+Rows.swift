import Attestation
import Cryptography
import Foundation
import GRDB

/// Statements and rows.
extension SQLiteStore {
    static let selectEntry = "SELECT chip, sequence, digest, received, previous, head, evidence, outcome FROM entries"

    /// Writes one submission within the transaction.
    static func commit(_ submission: Submission, _ database: Database) throws -> CommitOutcome {
        var outcome = CommitOutcome.written(nil)
        if let entry = submission.entry {
            let moment = try moment(of: entry.chip, answering: submission.answer?.nonce, database)
            if moment.isNonceUsed { return .nonceUsed }
            outcome = try append(entry, at: moment, received: submission.received, database)
            if outcome == .overtaken { return outcome }
        } else if let answer = submission.answer {
            let used = try database.cachedStatement(sql: "SELECT 1 FROM answers WHERE nonce = ?")
            if try Int.fetchOne(used, arguments: [Data(answer.nonce)]) != nil { return .nonceUsed }
        }
        if let answer = submission.answer {
            try database.cachedStatement(
                sql: """
                    INSERT INTO answers (nonce, session, type, digest, result, outcome, received)
                    VALUES (?, ?, ?, ?, ?, ?, ?)
                    """
            ).execute(arguments: [
                Data(answer.nonce), answer.session, answer.type, Data(answer.digest.bytes), answer.result,
                Data(answer.outcome), submission.received.value,
            ])
        }
        return outcome
    }

    private static func append(
        _ entry: Submission.Entry, at moment: LedgerMoment, received: UTCSeconds, _ database: Database
    ) throws -> CommitOutcome {
        let same = try database.cachedStatement(sql: selectEntry + " WHERE digest = ?")
        if let row = try Row.fetchOne(same, arguments: [Data(entry.digest.bytes)]) {
            return .known(try receipt(row))
        }
        let known = moment.chip
        guard known?.head ?? .empty == entry.after else { return .overtaken }
        let receipt = Receipt(after: entry.after, chip: entry.chip, digest: entry.digest, received: received)
        try database.cachedStatement(sql: "INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?)").execute(arguments: [
            Data(entry.chip.bytes), Int64(receipt.sequence), Data(entry.digest.bytes), received.value,
            Data(receipt.previous.bytes), Data(receipt.head.bytes), Data(entry.evidence), Data(entry.outcome),
        ])
        if entry.isNotable {
            try database.cachedStatement(sql: "INSERT INTO notable (digest) VALUES (?)").execute(arguments: [
                Data(entry.digest.bytes)
            ])
        }
        try database.cachedStatement(
            sql: "INSERT OR REPLACE INTO chips (chip, count, head, total, training, received) VALUES (?, ?, ?, ?, ?, ?)"
        ).execute(arguments: [
            Data(entry.chip.bytes), Int64(receipt.sequence + 1), Data(receipt.head.bytes),
            Data(entry.usage.total.bigEndianBytes), Data(entry.usage.training.bigEndianBytes), received.value,
        ])
        let usage = moment.summary.usage.replacing(known?.usage ?? .none, with: entry.usage)
        try database.cachedStatement(
            sql: "UPDATE state SET chips = chips + ?, entries = entries + 1, total = ?, training = ?"
        ).execute(arguments: [
            known == nil ? 1 : 0, Data(usage.total.bigEndianBytes), Data(usage.training.bigEndianBytes),
        ])
        return .written(receipt)
    }

    static func summary(_ database: Database) throws -> FleetSummary {
        let statement = try database.cachedStatement(sql: "SELECT chips, entries, total, training FROM state")
        guard let row = try Row.fetchOne(statement) else {
            throw LedgerError(.corrupt, "the ledger has lost its state; restore the file")
        }
        return FleetSummary(
            chips: try count(row[0]), entries: try count(row[1]), usage: try usage(row, at: 2))
    }

    static func moment(of chip: ChipID, answering nonce: [UInt8]?, _ database: Database) throws -> LedgerMoment {
        let statement = try database.cachedStatement(
            sql: """
                SELECT c.chip, c.count, c.head, c.total, c.training, c.received,
                    s.chips, s.entries, s.total, s.training, s.revision, a.nonce IS NOT NULL
                FROM state s LEFT JOIN chips c ON c.chip = ?1 LEFT JOIN answers a ON a.nonce = ?2
                """)
        guard let row = try Row.fetchOne(statement, arguments: [Data(chip.bytes), nonce.map { Data($0) }]) else {
            throw LedgerError(.corrupt, "the ledger has lost its state; restore the file")
        }
        return LedgerMoment(
            revision: try count(row[10]),
            summary: FleetSummary(
                chips: try count(row[6]), entries: try count(row[7]), usage: try usage(row, at: 8)),
            chip: row.hasNull(atIndex: 0) ? nil : try SQLiteStore.chip(row), isNonceUsed: row[11])
    }

    static func revision(_ database: Database) throws -> UInt64 {
        let statement = try database.cachedStatement(sql: "SELECT revision FROM state")
        return try count(Int64.fetchOne(statement) ?? 0)
    }

    /// A count that a file tells, which anybody may have written.
    static func count(_ value: Int64) throws(LedgerError) -> UInt64 {
        guard let count = UInt64(exactly: value), count < Int64.max else {
            throw LedgerError(.corrupt, "a count of the ledger is out of range; restore the file")
        }
        return count
    }

    static func chip(_ chip: ChipID, _ database: Database) throws -> LedgerChip? {
        let statement = try database.cachedStatement(
            sql: "SELECT chip, count, head, total, training, received FROM chips WHERE chip = ?")
        return try Row.fetchOne(statement, arguments: [Data(chip.bytes)]).map(SQLiteStore.chip)
    }

    static func chip(_ row: Row) throws -> LedgerChip {
        guard let chip = ChipID([UInt8](row[0] as Data)) else {
            throw LedgerError(.corrupt, "a row of chips is malformed; restore the file")
        }
        return LedgerChip(
            chip: chip, head: ChainHead(count: try count(row[1]), value: try digest(row, at: 2)),
            usage: try usage(row, at: 3),
            received: UTCSeconds(row[5] as Int64))
    }

    static func entry(_ row: Row) throws -> LedgerEntry {
        LedgerEntry(
            receipt: try receipt(row), evidence: [UInt8](row[6] as Data), outcome: [UInt8](row[7] as Data))
    }

    private static func receipt(_ row: Row) throws -> Receipt {
        guard let chip = ChipID([UInt8](row[0] as Data)) else {
            throw LedgerError(.corrupt, "a row of entries is malformed; restore the file")
        }
        return Receipt(
            chip: chip, sequence: try count(row[1]), digest: try digest(row, at: 2),
            received: UTCSeconds(row[3] as Int64),
            previous: try digest(row, at: 4), head: try digest(row, at: 5))
    }

    static func digest(_ row: Row, at column: Int) throws -> Digest384 {
        guard let digest = Digest384([UInt8](row[column] as Data)) else {
            throw LedgerError(.corrupt, "a digest of the ledger is malformed; restore the file")
        }
        return digest
    }

    private static func usage(_ row: Row, at column: Int) throws -> Usage {
        guard let total = UInt128(bigEndianBytes: row[column] as Data),
            let training = UInt128(bigEndianBytes: row[column + 1] as Data)
        else { throw LedgerError(.corrupt, "a quantity of the ledger is malformed; restore the file") }
        return Usage(total: total, training: training)
    }
}
