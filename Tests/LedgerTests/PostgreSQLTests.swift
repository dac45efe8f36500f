import Attestation
import Cryptography
import Foundation
import Synchronization
import Testing

import InterlockTesting
import Ledger

@Suite(
    "The PostgreSQL store", .enabled(if: PostgreSQLServer.isInstalled, Comment(rawValue: PostgreSQLServer.reason)))
struct PostgreSQLTests {
    /// What tasks of a test tell one another.
    private final class Board: Sendable {
        let told = Mutex<[[UInt8]]>([])
        let isOver = Mutex(false)
        let refusals = Mutex(0)
        let faults = Mutex<[String]>([])
    }

    private let server: PostgreSQLServer

    init() throws { server = try PostgreSQLServer.shared.get() }

    @Test("SV-13: nonces, entries, documents, the log and the secret are there for every instance")
    func reopened() throws {
        let address = try server.schema()
        let first = try PostgreSQLStore(address: address)
        let receipt = try first.commit([
            Made.submission(Made.entry(1, "a", after: .empty, total: 7), answer: Made.answer(1))
        ])[0].receipt
        #expect(try first.replaceDocuments([TrustFiles.File(path: "a", bytes: [1])], at: 0))
        #expect(try first.append(LogAddition(after: 0, lines: [[1], [2]], checkpoint: [9])))
        _ = try first.secret([9])
        let second = try PostgreSQLStore(address: address)
        #expect(try second.entry(Digest384(hashing: Array("a".utf8)))?.receipt == receipt)
        #expect(try second.commit([Made.submission(nil, answer: Made.answer(1))]) == [.nonceUsed])
        #expect(try second.summary().usage.total == 7)
        #expect(try second.documents().documents.count == 1)
        #expect(try second.logHead() == LogHead(count: 2, checkpoint: [9]))
        #expect(try second.secret([1]) == [9])
    }

    @Test("instances that start together on an empty schema make one ledger")
    func startTogether() async throws {
        let address = try server.schema()
        let secrets = try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for number in UInt8(0)..<8 {
                group.addTask { try PostgreSQLStore(address: address).secret([number]) }
            }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(secrets.count == 1)
    }

    @Test("of answers to one nonce and entries after one head that instances write at once, one of each is written")
    func race() async throws {
        let address = try server.schema()
        let stores = try (0..<4).map { _ in GroupCommit(try PostgreSQLStore(address: address)) }
        for round in UInt8(0)..<20 {
            let outcomes = await withTaskGroup(of: CommitOutcome?.self) { group in
                for index in 0..<32 {
                    let answer = index < 16 ? Made.answer(round, "\(index)") : nil
                    let entry = index < 16 ? nil : Made.entry(round, "\(round)/\(index)", after: .empty)
                    group.addTask { try? await stores[index % 4].commit(Made.submission(entry, answer: answer)) }
                }
                return await group.reduce(into: [CommitOutcome?]()) { $0.append($1) }
            }
            #expect(outcomes.filter { $0 == .written(nil) }.count == 1)
            #expect(outcomes.filter { $0?.receipt != nil }.count == 1)
            #expect(outcomes.filter { $0 == .nonceUsed }.count == 15)
            #expect(outcomes.filter { $0 == .overtaken }.count == 15)
        }
        #expect(try PostgreSQLStore(address: address).check() == ChainCheck(chips: 20, entries: 20, faults: []))
    }

    @Test("SV-71: of additions to the log that instances make at once, one is written after each head")
    func logRace() async throws {
        let address = try server.schema()
        let stores = try (0..<4).map { _ in try PostgreSQLStore(address: address) }
        await withTaskGroup(of: Void.self) { group in
            for (number, store) in stores.enumerated() {
                group.addTask {
                    var written = 0
                    while written < 25 {
                        let head = (try? store.logHead().count) ?? 0
                        let line = [UInt8(number), UInt8(written)]
                        let addition = LogAddition(after: head, lines: [line], checkpoint: [UInt8(number)])
                        if (try? store.append(addition)) == true { written += 1 }
                        await Task.yield()
                    }
                }
            }
        }
        let lines = try stores[0].logLines(from: 0, limit: 200)
        #expect(lines.count == 100 && Set(lines).count == 100)
        for number in UInt8(0)..<4 {
            #expect(lines.filter { $0[0] == number }.map { $0[1] } == Array(0..<25), "in its own order")
        }
    }

    @Test("what is to be told comes in the order in which it was written, whoever wrote it")
    func notableOrder() async throws {
        let address = try server.schema()
        let stores = try (0..<3).map { _ in GroupCommit(try PostgreSQLStore(address: address)) }
        let board = Board()
        let reader = try PostgreSQLStore(address: address)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (number, store) in stores.enumerated() {
                group.addTask {
                    for turn in 0..<40 {
                        let entry = Made.entry(
                            UInt8(number * 64 + turn), "\(number)/\(turn)", after: .empty, isNotable: true)
                        _ = try await store.commit(Made.submission(entry))
                    }
                }
            }
            group.addTask {
                // Tells of all that waits, again and again: what is told of later was never waiting before.
                while board.told.withLock({ $0.count }) < 120 {
                    let waiting = try reader.notable(limit: 7)
                    guard let last = waiting.last else {
                        await Task.yield()
                        continue
                    }
                    let addition = LogAddition(
                        after: try reader.logHead().count, lines: waiting.map(\.digest.bytes), checkpoint: [],
                        noted: last.number)
                    if try reader.append(addition) { board.told.withLock { $0 += waiting.map(\.digest.bytes) } }
                }
            }
            try await group.waitForAll()
        }
        #expect(Set(board.told.withLock { $0 }).count == 120, "nothing was passed over")
        #expect(try reader.logLines(from: 0, limit: 200).count == 120)
    }

    @Test("SV-15: entries can't be changed or deleted by a statement, and a change under the store's feet is found")
    func tampered() throws {
        let address = try server.schema()
        let schema = try #require(address.split(separator: "D").last.map(String.init))
        let store = try PostgreSQLStore(address: address)
        var head = ChainHead.empty
        for content in ["a", "b", "c"] {
            let outcome = try store.commit([Made.submission(Made.entry(1, content, after: head))])[0]
            head = try #require(outcome.receipt).chainHead
        }
        #expect(try store.append(LogAddition(after: 0, lines: [[1]], checkpoint: [])))
        for statement in [
            "UPDATE entries SET received = 1", "DELETE FROM entries WHERE sequence = 2", "TRUNCATE entries",
            "UPDATE log SET line = ''", "DELETE FROM log", "TRUNCATE log",
        ] { #expect(throws: (any Error).self, "\(statement)") { try server.query(statement, schema: schema) } }
        try server.query("DROP TRIGGER entries_stay ON entries", schema: schema)
        let attacks = [
            (
                "UPDATE entries SET evidence = '\\x62' WHERE sequence = 0",
                "UPDATE entries SET evidence = 'a' WHERE sequence = 0"
            ),
            ("UPDATE entries SET received = 99 WHERE sequence = 1", "UPDATE entries SET received = 100"),
            ("UPDATE state SET entries = 4", "UPDATE state SET entries = 3"),
            ("UPDATE chips SET head = decode(repeat('00', 48), 'hex')", ""),
        ]
        for (attack, mend) in attacks {
            #expect(try store.check().faults.isEmpty, "before: \(attack)")
            try server.query(attack, schema: schema)
            #expect(try !store.check().faults.isEmpty, "\(attack)")
            if !mend.isEmpty { try server.query(mend, schema: schema) }
        }
        for broken in [
            "UPDATE state SET entries = -1", "UPDATE chips SET total = ''", "UPDATE entries SET digest = '\\x00'",
            "DELETE FROM state",
        ] {
            try server.query(broken.hasSuffix("'\\x00'") ? broken + " WHERE sequence = 0" : broken, schema: schema)
            #expect(throws: LedgerError.self, "\(broken)") { try store.check() }
        }
    }

    @Test("another schema, another form and no server are refused with a mend, and the reason has no password")
    func refused() throws {
        let other = try server.schema()
        let schema = try #require(other.split(separator: "D").last.map(String.init))
        try server.query("CREATE TABLE t (x int8)", schema: schema)
        #expect(throws: LedgerError.self) { try PostgreSQLStore(address: other) }
        let newer = try server.schema()
        _ = try PostgreSQLStore(address: newer)
        try server.query(
            "UPDATE interlock_form SET form = 9",
            schema: try #require(newer.split(separator: "D").last.map(String.init)))
        #expect(throws: LedgerError.self) { try PostgreSQLStore(address: newer) }
        for address in [
            "postgres://u:hunter2@/postgres?host=/nonexistent", "postgres://u:hunter2@127.0.0.1:1/postgres",
            "postgres://u:hunter2@/postgres?nonsense=1", "postgres://",
        ] {
            let error = #expect(throws: LedgerError.self) { try PostgreSQLStore(address: address) }
            #expect(error?.code == .notOpened && error?.reason.contains("hunter2") == false, "\(error?.reason ?? "")")
        }
    }

    @Test("a server that answers before its disk has it is refused")
    func undurable() throws {
        let careless = try PostgreSQLServer(settings: "fsync = off")
        let error = try #require(
            #expect(throws: LedgerError.self) { try PostgreSQLStore(address: careless.schema()) })
        #expect(error.code == .notOpened && error.reason.contains("fsync"))
    }

    @Test("a transaction waits for the disk, whatever the server's default is")
    func durable() throws {
        let eager = try PostgreSQLServer(
            settings: "synchronous_commit = off\ndefault_transaction_isolation = serializable")
        let store = try PostgreSQLStore(address: eager.schema())
        for number in UInt8(0)..<50 {
            _ = try store.commit([Made.submission(Made.entry(number, "\(number)", after: .empty))])
        }
        try eager.crash()
        try eager.start()
        #expect(try store.check() == ChainCheck(chips: 50, entries: 50, faults: []))
    }

    @Test("the server crashes and comes back under load: the store goes on by itself, and has all that it acknowledged")
    func restarted() throws {
        let server = try PostgreSQLServer()
        let store = try PostgreSQLStore(address: server.schema())
        let board = Board()
        // Threads of their own: tasks would share a few with every other test.
        let writers = (UInt8(0)..<8).map { chip in
            Thread { PostgreSQLTests.write(chip, to: store, board) }
        }
        for writer in writers { writer.start() }
        for _ in 0..<3 {
            let refused = board.refusals.withLock { $0 }
            try PostgreSQLTests.wait { board.told.withLock { $0.count } > 50 }
            try server.crash()
            #expect(throws: LedgerError.self) { try store.summary() }
            #expect(throws: LedgerError.self) { try store.commit([Made.submission(nil, answer: Made.answer(1))]) }
            try PostgreSQLTests.wait { board.refusals.withLock { $0 } > refused }
            try server.start()
            let before = board.told.withLock { $0.count }
            try PostgreSQLTests.wait { board.told.withLock { $0.count } > before + 50 }
        }
        board.isOver.withLock { $0 = true }
        try PostgreSQLTests.wait { writers.allSatisfy(\.isFinished) }
        #expect(board.faults.withLock { $0 } == [])
        let acknowledged = board.told.withLock { $0 }
        #expect(acknowledged.count > 150)
        for digest in acknowledged {
            let digest = try #require(Digest384(digest))
            #expect(try store.entry(digest) != nil)
        }
        #expect(try store.check().faults == [])
    }

    /// Writes evidence of a chip until it is told to end, and tells the digests of what was acknowledged.
    private static func write(_ chip: UInt8, to store: PostgreSQLStore, _ board: Board) {
        var head = ChainHead.empty
        var turn = 0
        while !board.isOver.withLock({ $0 }) {
            let entry = Made.entry(chip, "\(chip)/\(turn)", after: head)
            do {
                switch try store.commit([Made.submission(entry)])[0] {
                case .written(let receipt?), .known(let receipt):
                    board.told.withLock { $0.append(receipt.digest.bytes) }
                    head = receipt.chainHead
                    turn += 1
                case .written(nil), .nonceUsed, .overtaken:
                    board.faults.withLock { $0.append("chip \(chip), turn \(turn): nobody else writes here") }
                    return
                }
            } catch {
                board.refusals.withLock { $0 += 1 }
                Thread.sleep(forTimeInterval: 0.001)
            }
        }
    }

    private struct NeverCame: Error {}

    /// Waits until something is so; five minutes at most.
    private static func wait(until condition: () -> Bool) throws {
        let end = ContinuousClock().now.advanced(by: .seconds(300))
        while !condition() {
            guard ContinuousClock().now < end else { throw NeverCame() }
            Thread.sleep(forTimeInterval: 0.002)
        }
    }
}
