import Attestation
import Cryptography
import Foundation
import GRDB
import Testing

import InterlockTesting
import Ledger

@Suite("The SQLite store")
struct SQLiteTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test("SV-14: a transaction is on the disk before it is told: write-ahead log, synchronous FULL")
    func durable() throws {
        let durability = try SQLiteStore(path: folder.path("ledger.db")).durability()
        #expect(durability.journal == "wal" && durability.synchronous == 2)
    }

    @Test("SV-13: nonces, entries, documents and the secret outlive the process")
    func reopened() throws {
        var receipt: Receipt?
        do {
            let store = try SQLiteStore(path: folder.path("ledger.db"))
            receipt = try store.commit([
                Made.submission(Made.entry(1, "a", after: .empty, total: 7), answer: Made.answer(1))
            ])[0].receipt
            #expect(try store.replaceDocuments([TrustFiles.File(path: "a", bytes: [1])], at: 0))
            _ = try store.secret([9])
        }
        let store = try SQLiteStore(path: folder.path("ledger.db"))
        #expect(try store.entry(Digest384(hashing: Array("a".utf8)))?.receipt == receipt)
        #expect(try store.commit([Made.submission(nil, answer: Made.answer(1))]) == [.nonceUsed])
        #expect(try store.summary().usage.total == 7)
        #expect(try store.documents().documents.count == 1)
        #expect(try store.secret([1]) == [9])
    }

    @Test("SV-71: entries of the log outlive the process and can't be changed or deleted by a statement")
    func logStays() throws {
        do {
            let store = try SQLiteStore(path: folder.path("ledger.db"))
            #expect(try store.append(LogAddition(after: 0, lines: [[1], [2]], checkpoint: [9])))
        }
        let store = try SQLiteStore(path: folder.path("ledger.db"))
        #expect(try store.logHead() == LogHead(count: 2, checkpoint: [9]))
        let queue = try DatabaseQueue(path: folder.path("ledger.db"))
        for statement in ["UPDATE log SET line = x'00'", "DELETE FROM log WHERE place = 1"] {
            #expect(throws: DatabaseError.self) { try queue.write { try $0.execute(sql: statement) } }
        }
        #expect(try store.logLines(from: 0, limit: 9) == [[1], [2]])
    }

    @Test("a ledger of form 1, before there was a log, is read on")
    func formOne() throws {
        var receipt: Receipt?
        do {
            let store = try SQLiteStore(path: folder.path("ledger.db"))
            receipt = try store.commit([Made.submission(Made.entry(1, "a", after: .empty))])[0].receipt
        }
        let queue = try DatabaseQueue(path: folder.path("ledger.db"))
        try queue.write { database in
            try database.execute(
                sql: """
                    DROP TABLE log; DROP TABLE notable; ALTER TABLE state DROP COLUMN checkpoint;
                    ALTER TABLE answers DROP COLUMN outcome; PRAGMA user_version = 1;
                    """)
        }
        try queue.close()
        let store = try SQLiteStore(path: folder.path("ledger.db"))
        #expect(try store.entry(Digest384(hashing: Array("a".utf8)))?.receipt == receipt)
        #expect(try store.logHead() == .empty)
        #expect(try store.append(LogAddition(after: 0, lines: [[1]], checkpoint: [9])))
    }

    @Test("a ledger from before there were tickets is read on, and tickets can't be changed or deleted by a statement")
    func withoutTickets() throws {
        do { _ = try SQLiteStore(path: folder.path("ledger.db")).secret([1]) }
        let queue = try DatabaseQueue(path: folder.path("ledger.db"))
        try queue.write { try $0.execute(sql: "DROP TABLE tickets") }
        try queue.close()
        let store = try SQLiteStore(path: folder.path("ledger.db"))
        #expect(try store.summary().tickets == 0 && store.secret([2]) == [1])
        let ticket = KeptTicket(number: 0, digest: .zero, ticket: [1], outcome: [2], received: 3)
        #expect(try store.keep(ticket, of: Made.chip(1), after: .empty, isNotable: false) == .written)
        let other = try DatabaseQueue(path: folder.path("ledger.db"))
        for statement in ["UPDATE tickets SET ticket = x'00'", "DELETE FROM tickets"] {
            #expect(throws: DatabaseError.self) { try other.write { try $0.execute(sql: statement) } }
        }
        #expect(try store.tickets(from: 0, limit: 9) == [ticket])
    }

    @Test("two instances on one file: a nonce is used once, a chain never forks")
    func instances() throws {
        let stores = [try SQLiteStore(path: folder.path("ledger.db")), try SQLiteStore(path: folder.path("ledger.db"))]
        #expect(try stores[0].commit([Made.submission(nil, answer: Made.answer(1))]) == [.written(nil)])
        #expect(try stores[1].commit([Made.submission(nil, answer: Made.answer(1))]) == [.nonceUsed])
        #expect(try stores[0].commit([Made.submission(Made.entry(1, "a", after: .empty))])[0].receipt != nil)
        #expect(try stores[1].commit([Made.submission(Made.entry(1, "b", after: .empty))]) == [.overtaken])
    }

    @Test("SV-15: entries can't be changed or deleted by a statement, and a change under the store's feet is found")
    func tampered() throws {
        do {
            let store = try SQLiteStore(path: folder.path("ledger.db"))
            var head = ChainHead.empty
            for content in ["a", "b", "c"] {
                let outcome = try store.commit([Made.submission(Made.entry(1, content, after: head))])[0]
                head = try #require(outcome.receipt).chainHead
            }
        }
        let queue = try DatabaseQueue(path: folder.path("ledger.db"))
        for statement in ["UPDATE entries SET received = 1", "DELETE FROM entries WHERE sequence = 2"] {
            #expect(throws: DatabaseError.self) { try queue.write { try $0.execute(sql: statement) } }
        }
        let attacks = [
            "UPDATE entries SET evidence = x'62' WHERE sequence = 0",
            "UPDATE entries SET received = 99 WHERE sequence = 1",
            "DELETE FROM entries WHERE sequence = 2",
            "DELETE FROM entries WHERE sequence = 1",
            "UPDATE chips SET head = zeroblob(48)",
            "UPDATE state SET entries = 4",
        ]
        try queue.write { try $0.execute(sql: "DROP TRIGGER entries_stay; DROP TRIGGER entries_remain") }
        try queue.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
        let intact = try Data(contentsOf: URL(fileURLWithPath: folder.path("ledger.db")))
        for attack in attacks {
            let path = folder.url.appendingPathComponent("attacked.db").path
            try intact.write(to: URL(fileURLWithPath: path))
            for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
            do {
                let attacked = try DatabaseQueue(path: path)
                try attacked.write { try $0.execute(sql: attack) }
            }
            let check = try SQLiteStore(path: path).check()
            #expect(!check.faults.isEmpty, "\(attack)")
        }
    }

    @Test("counts out of range, as anybody may write them into the file, are an error")
    func outOfRange() throws {
        let store = try SQLiteStore(path: folder.path("ledger.db"))
        _ = try store.commit([Made.submission(Made.entry(1, "a", after: .empty))])
        let queue = try DatabaseQueue(path: folder.path("ledger.db"))
        for column in ["entries", "chips"] {
            for count in [-1, Int64.max] {
                try queue.write { try $0.execute(sql: "UPDATE state SET \(column) = \(count)") }
                #expect(throws: LedgerError.self) { try store.summary() }
                #expect(throws: LedgerError.self) { try store.check() }
                let next = Made.submission(Made.entry(2, "b", after: .empty))
                #expect(throws: LedgerError.self) { _ = try store.commit([next]) }
            }
            try queue.write { try $0.execute(sql: "UPDATE state SET \(column) = 1") }
        }
        try queue.write { try $0.execute(sql: "UPDATE state SET revision = -1") }
        #expect(throws: LedgerError.self) { try store.revision() }
        try queue.write { try $0.execute(sql: "INSERT INTO notable SELECT -1, digest FROM entries") }
        #expect(throws: LedgerError.self) { try store.notable(limit: 9) }
        try queue.write { try $0.execute(sql: "INSERT INTO log VALUES (-9, x'00')") }
        #expect(throws: LedgerError.self) { try store.logHead() }
    }

    @Test(
        "values of another type, as anybody may write them into the file, are an error, not the end of the process",
        arguments: ["count = 'x'", "head = 7", "head = x'00'", "received = x'01'", "received = 'x'"])
    func otherTypes(change: String) throws {
        let store = try SQLiteStore(path: folder.path("ledger.db"))
        let entry = Made.entry(1, "a", after: .empty)
        _ = try store.commit([Made.submission(entry)])
        let queue = try DatabaseQueue(path: folder.path("ledger.db"))
        try queue.write { try $0.execute(sql: "UPDATE chips SET \(change)") }
        #expect(throws: LedgerError.self) { try store.chip(entry.chip) }
        #expect(throws: LedgerError.self) { try store.chips(after: nil, limit: 9) }
    }

    @Test("a check of a ledger that is written meanwhile finds nothing")
    func checkedMeanwhile() async throws {
        let store = try SQLiteStore(path: folder.path("ledger.db"))
        var heads = [ChainHead](repeating: .empty, count: 8)
        func grow(_ round: Int) throws {
            for chip in heads.indices {
                let entry = Made.entry(UInt8(chip), "\(round)/\(chip)", after: heads[chip])
                heads[chip] = try #require(try store.commit([Made.submission(entry)])[0].receipt).chainHead
            }
        }
        for round in 0..<20 { try grow(round) }
        let path = folder.path("ledger.db")
        let check = Task.detached { try (0..<10).map { _ in try SQLiteStore(path: path).check() } }
        for round in 20..<60 { try grow(round) }
        for found in try await check.value { #expect(found.faults.isEmpty) }
        #expect(try store.check().entries == 480)
    }

    @Test("another database, another form and a folder are refused with a mend")
    func refused() throws {
        let other = folder.url.appendingPathComponent("other.db").path
        try DatabaseQueue(path: other).write { try $0.execute(sql: "CREATE TABLE t (x)") }
        #expect(throws: LedgerError.self) { try SQLiteStore(path: other) }
        let newer = folder.url.appendingPathComponent("newer.db").path
        try DatabaseQueue(path: newer).write { try $0.execute(sql: "PRAGMA user_version = 9") }
        #expect(throws: LedgerError.self) { try SQLiteStore(path: newer) }
        let text = folder.url.appendingPathComponent("text.db")
        try Data(repeating: 65, count: 4096).write(to: text)
        #expect(throws: LedgerError.self) { try SQLiteStore(path: text.path) }
        #expect(throws: LedgerError.self) { try SQLiteStore(path: folder.url.path) }
    }
}

@Suite("Group commit")
struct GroupCommitTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test("many at once: all are written, each once")
    func many() async throws {
        let store = try SQLiteStore(path: folder.path("ledger.db"))
        let commits = GroupCommit(store)
        let receipts = try await withThrowingTaskGroup(of: Receipt?.self) { group in
            for chip in UInt8(0)..<200 {
                group.addTask {
                    try await commits.commit(Made.submission(Made.entry(chip, "\(chip)", after: .empty))).receipt
                }
            }
            return try await group.reduce(into: [Receipt]()) { all, receipt in if let receipt { all.append(receipt) } }
        }
        #expect(receipts.count == 200)
        #expect(try store.check() == ChainCheck(chips: 200, entries: 200, faults: []))
    }

    @Test("of many answers to one nonce, one is written")
    func race() async throws {
        let commits = GroupCommit(try SQLiteStore(path: folder.path("ledger.db")))
        let written = await withTaskGroup(of: Bool.self) { group in
            for index in 0..<64 {
                group.addTask {
                    let answer = Made.answer(1, "\(index)")
                    return (try? await commits.commit(Made.submission(nil, answer: answer))) == .written(nil)
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(written == 1)
    }
}
