import Attestation
import Cryptography
import Foundation
import GRDB

/// Statements and rows.
extension SQLiteStore {
    static let selectChip = "SELECT \(LedgerColumns.chip) FROM chips"
    static let selectEntry = "SELECT \(LedgerColumns.entry) FROM entries"

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
            return .known(try row.receipt())
        }
        let known = moment.chip
        guard known?.head ?? .empty == entry.after,
            try !later(than: entry, of: moment.summary, database).concern(entry)
        else { return .overtaken }
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
        let statement = try database.cachedStatement(sql: "SELECT \(LedgerColumns.summary) FROM state")
        guard let row = try Row.fetchOne(statement) else { throw LedgerError.lostState }
        return try row.summary()
    }

    static func moment(of chip: ChipID, answering nonce: [UInt8]?, _ database: Database) throws -> LedgerMoment {
        let statement = try database.cachedStatement(
            sql: """
                SELECT \(LedgerColumns.moment)
                FROM state s LEFT JOIN chips c ON c.chip = ?1 LEFT JOIN answers a ON a.nonce = ?2
                """)
        guard let row = try Row.fetchOne(statement, arguments: [Data(chip.bytes), nonce.map { Data($0) }]) else {
            throw LedgerError.lostState
        }
        return try row.moment(hasChip: !row.hasNull(atIndex: 0), isNonceUsed: !row.hasNull(atIndex: 12))
    }

    static func revision(_ database: Database) throws -> UInt64 {
        let statement = try database.cachedStatement(sql: "SELECT revision FROM state")
        return try Row.fetchOne(statement)?.count(0) ?? 0
    }

    static func chip(_ chip: ChipID, _ database: Database) throws -> LedgerChip? {
        let statement = try database.cachedStatement(sql: selectChip + " WHERE chip = ?")
        return try Row.fetchOne(statement, arguments: [Data(chip.bytes)])?.chip()
    }
}

extension Row: LedgerRow {
    func bytes(_ column: Int) throws(LedgerError) -> [UInt8] {
        guard let data = Data.fromDatabaseValue(self[column]) else { throw LedgerError.malformed }
        return [UInt8](data)
    }

    func integer(_ column: Int) throws(LedgerError) -> Int64 {
        guard let value = Int64.fromDatabaseValue(self[column]) else { throw LedgerError.malformed }
        return value
    }
}
