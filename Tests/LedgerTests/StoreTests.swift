import Attestation
import Cryptography
import Testing

import InterlockTesting
import Ledger

/// What every store must do.
@Suite("Stores")
struct StoreTests {
    enum Kind: CaseIterable {
        case memory, sqlite, postgreSQL

        /// Those that can be had on this machine.
        static let allCases: [Kind] = [.memory, .sqlite] + (PostgreSQLServer.isInstalled ? [.postgreSQL] : [])
    }

    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func store(_ kind: Kind) throws -> any Store {
        switch kind {
        case .memory: MemoryStore()
        case .sqlite: try SQLiteStore(path: folder.path("ledger.db"))
        case .postgreSQL: try PostgreSQLStore(address: PostgreSQLServer.shared.get().schema())
        }
    }

    @Test(
        "every store is tested",
        .enabled(if: PostgreSQLServer.isInstalled, Comment(rawValue: PostgreSQLServer.reason)))
    func complete() { #expect(Kind.allCases.contains(.postgreSQL)) }

    @Test(
        "SV-10: each entry's head follows from the one before, and a chain is recomputed from the evidence",
        arguments: Kind.allCases)
    func chain(kind: Kind) throws {
        let store = try store(kind)
        let first = try #require(
            try store.commit([Made.submission(Made.entry(1, "a", after: .empty))])[0].receipt)
        #expect(first.sequence == 0 && first.previous == .zero && first.isConsistent)
        let second = try #require(
            try store.commit([Made.submission(Made.entry(1, "b", after: first.chainHead))])[0].receipt)
        #expect(second.sequence == 1 && second.previous == first.head && second.isConsistent)
        let check = try store.check()
        #expect(check == ChainCheck(chips: 1, entries: 2, faults: []))
        #expect(try store.entry(first.digest)?.evidence == Array("a".utf8))
    }

    @Test("SV-11: the same evidence again gets the receipt that it had", arguments: Kind.allCases)
    func duplicate(kind: Kind) throws {
        let store = try store(kind)
        let entry = Made.entry(1, "a", after: .empty)
        let receipt = try #require(try store.commit([Made.submission(entry, at: 5)])[0].receipt)
        #expect(try store.commit([Made.submission(entry, at: 9)]) == [.known(receipt)])
        #expect(
            try store.commit([Made.submission(entry), Made.submission(entry)]) == [.known(receipt), .known(receipt)])
        #expect(try store.summary().entries == 1)
    }

    @Test("SV-12: an entry that was judged before another came is not written", arguments: Kind.allCases)
    func overtaken(kind: Kind) throws {
        let store = try store(kind)
        let outcomes = try store.commit([
            Made.submission(Made.entry(1, "a", after: .empty)),
            Made.submission(Made.entry(1, "b", after: .empty), answer: Made.answer(7)),
        ])
        #expect(outcomes[1] == .overtaken)
        #expect(try store.answer(to: Made.answer(7).nonce) == nil, "the nonce is free for the next attempt")
    }

    @Test("SV-13: a nonce is answered once, and what comes second is not written", arguments: Kind.allCases)
    func nonceOnce(kind: Kind) throws {
        let store = try store(kind)
        #expect(try store.commit([Made.submission(nil, answer: Made.answer(1))]) == [.written(nil)])
        let second = Made.submission(Made.entry(1, "b", after: .empty), answer: Made.answer(1, "b"))
        #expect(try store.commit([second]) == [.nonceUsed])
        #expect(try store.chip(Made.chip(1)) == nil)
        try store.forgetAnswers(before: 1000)
        #expect(try store.commit([second]) == [.nonceUsed], "forgetting results frees no nonce")
        #expect(try store.answer(to: Made.answer(1).nonce)?.result == "")
    }

    @Test("sums follow the latest of each chip", arguments: Kind.allCases)
    func sums(kind: Kind) throws {
        let store = try store(kind)
        let big = UInt128(UInt64.max) * 4
        let first = try #require(
            try store.commit([Made.submission(Made.entry(1, "a", after: .empty, total: big, training: 3))])[0].receipt)
        _ = try store.commit([Made.submission(Made.entry(2, "b", after: .empty, total: 10, training: 1))])
        _ = try store.commit([
            Made.submission(Made.entry(1, "c", after: first.chainHead, total: big + 5, training: 4))
        ])
        let summary = try store.summary()
        #expect(summary == FleetSummary(chips: 2, entries: 3, usage: Usage(total: big + 15, training: 5)))
    }

    @Test("listing gives every chip once, in order, whatever the pages", arguments: Kind.allCases, [1, 2, 3, 100])
    func pages(kind: Kind, limit: Int) throws {
        let store = try store(kind)
        for chip: UInt8 in [200, 3, 77, 5, 128] {
            _ = try store.commit([Made.submission(Made.entry(chip, "\(chip)", after: .empty))])
        }
        var seen: [ChipID] = []
        while true {
            let page = try store.chips(after: seen.last, limit: limit)
            guard !page.isEmpty else { break }
            seen += page.map(\.chip)
        }
        #expect(seen == [3, 5, 77, 128, 200].map(Made.chip))
    }

    @Test("documents change as one, and only from the state that was read", arguments: Kind.allCases)
    func documents(kind: Kind) throws {
        let store = try store(kind)
        let files = [TrustFiles.File(path: "b", bytes: [2]), TrustFiles.File(path: "a", bytes: [1])]
        #expect(try store.replaceDocuments(files, at: 0))
        #expect(!(try store.replaceDocuments([], at: 0)))
        #expect(try store.documents().documents.map(\.path) == ["a", "b"])
        #expect(try store.revision() == 1)
    }

    @Test(
        "SV-71: the log grows only from where it was read, and documents change with it or not at all",
        arguments: Kind.allCases)
    func log(kind: Kind) throws {
        let store = try store(kind)
        #expect(try store.logHead() == .empty)
        let file = TrustFiles.File(path: "a", bytes: [1])
        let first = LogAddition(
            after: 0, lines: [[1], [2]], checkpoint: [9], documents: .init(files: [file], revision: 0))
        #expect(try store.append(first))
        #expect(try !store.append(first), "somebody else wrote meanwhile")
        #expect(try store.append(LogAddition(after: 2, lines: [[3]], checkpoint: [8])))
        let stale = LogAddition(after: 3, lines: [[4]], checkpoint: [7], documents: .init(files: [], revision: 0))
        #expect(try !store.append(stale), "the documents have changed since")
        #expect(try store.logHead() == LogHead(count: 3, checkpoint: [8]))
        #expect(try store.logLines(from: 1, limit: 9) == [[2], [3]])
        #expect(try store.logLines(from: 0, limit: 1) == [[1]])
        #expect(try store.documents().documents == [file] && store.revision() == 1)
    }

    @Test("what is to be told waits until it is told, in the order of arrival", arguments: Kind.allCases)
    func notable(kind: Kind) throws {
        let store = try store(kind)
        _ = try store.commit([
            Made.submission(Made.entry(1, "a", after: .empty, isNotable: true)),
            Made.submission(Made.entry(2, "b", after: .empty)),
            Made.submission(Made.entry(3, "c", after: .empty, isNotable: true)),
            Made.submission(Made.entry(1, "a", after: .empty, isNotable: true)),
        ])
        let waiting = try store.notable(limit: 9)
        #expect(waiting.map(\.digest) == ["a", "c"].map { Digest384(hashing: Array($0.utf8)) })
        #expect(waiting.map(\.outcome) == [Array("{}".utf8), Array("{}".utf8)])
        #expect(try store.append(LogAddition(after: 0, lines: [[1]], checkpoint: [], noted: waiting[0].number)))
        #expect(try store.notable(limit: 9) == [waiting[1]])
        #expect(try !store.append(LogAddition(after: 0, lines: [], checkpoint: [], noted: waiting[1].number)))
        #expect(try store.notable(limit: 9) == [waiting[1]], "what was not written is not told")
    }

    @Test(
        "SV-91: a ticket is kept once, in the order of arrival, and from the state that it was judged by",
        arguments: Kind.allCases)
    func tickets(kind: Kind) throws {
        let store = try store(kind)
        let made = { (number: UInt64, name: String) in
            KeptTicket(
                number: number, digest: Digest384(hashing: Array(name.utf8)), ticket: [0, 255, UInt8(number)],
                outcome: Array("{\(name)}".utf8), received: UTCSeconds(Int64(number) + 7))
        }
        #expect(try store.summary().tickets == 0 && store.tickets(from: 0, limit: 9) == [])
        let keep = { (number: UInt64, name: String, isNotable: Bool) in
            try store.keep(made(number, name), of: Made.chip(1), after: .empty, isNotable: isNotable)
        }
        #expect(try keep(1, "a", false) == .overtaken)
        #expect(try keep(0, "a", true) == .written)
        #expect(try keep(1, "a", true) == .known)
        #expect(try keep(0, "b", true) == .overtaken, "it was judged without the first")
        #expect(try keep(1, "b", false) == .written)
        _ = try store.commit([Made.submission(Made.entry(1, "c", after: .empty, tickets: 2, isNotable: true))])
        #expect(try store.summary() == FleetSummary(chips: 1, entries: 1, usage: .none, tickets: 2))
        #expect(try store.tickets(from: 0, limit: 9) == [made(0, "a"), made(1, "b")])
        #expect(try store.tickets(from: 1, limit: 1) == [made(1, "b")] && store.tickets(from: 2, limit: 9).isEmpty)
        #expect(try store.ticket(made(1, "b").digest) == made(1, "b") && store.ticket(.zero) == nil)
        let waiting = try store.notable(limit: 9)
        #expect(waiting.map(\.outcome) == [Array("{a}".utf8), Array("{}".utf8)])
        #expect(try store.append(LogAddition(after: 0, lines: [[1]], checkpoint: [], noted: waiting[1].number)))
        #expect(try store.notable(limit: 9).isEmpty)
    }

    @Test("SV-97: a ticket is kept only by the chain that it was judged beside", arguments: Kind.allCases)
    func ticketAfterEvidence(kind: Kind) throws {
        let store = try store(kind)
        let ticket = KeptTicket(number: 0, digest: .zero, ticket: [1], outcome: [], received: 3)
        let keep = { (head: ChainHead) in try store.keep(ticket, of: Made.chip(1), after: head, isNotable: false) }
        let receipt = try #require(
            try store.commit([Made.submission(Made.entry(1, "a", after: .empty))])[0].receipt)
        #expect(try keep(.empty) == .overtaken)
        #expect(try keep(ChainHead(count: 1, value: .zero)) == .overtaken)
        #expect(try keep(ChainHead(count: 2, value: receipt.head)) == .overtaken)
        #expect(try keep(receipt.chainHead) == .written)
    }

    @Test(
        "SV-97: evidence is written only by an appraisal that knew what its chip had signed by then",
        arguments: Kind.allCases)
    func evidenceAfterTicket(kind: Kind) throws {
        let store = try store(kind)
        let world = try LineageWorld(1)
        try world.train(world.chips[0], 10)
        let ticket = try world.chips[0].export()
        let chip = ticket.lineage.chip
        var number: UInt64 = 0
        let keep = { (bytes: [UInt8]) in
            let kept = KeptTicket(
                number: number, digest: Digest384(hashing: bytes), ticket: bytes, outcome: [], received: 3)
            number += 1
            return try store.keep(kept, of: chip, after: .empty, isNotable: false)
        }
        let commit = { (chip: ChipID, content: String, tickets: UInt64) in
            let bytes = Array(content.utf8)
            let entry = Submission.Entry(
                chip: chip, evidence: bytes, digest: Digest384(hashing: bytes), outcome: [], after: .empty,
                tickets: tickets, usage: .none)
            return try store.commit([Made.submission(entry)])[0].receipt != nil
        }
        #expect(try keep(ticket.encoded()) == .written)
        #expect(try !commit(chip, "a", 0))
        #expect(try commit(Made.chip(2), "b", 0), "it is another chip's")
        // Of one that can't be read nobody knows whose it is.
        #expect(try keep([0, 255]) == .written)
        #expect(try !commit(Made.chip(3), "c", 1))
        #expect(try commit(Made.chip(3), "c", 2))
        // In one group, and however many there are.
        for more in 0..<70 {
            var lineage = ticket.lineage
            lineage.tick += UInt64(more)
            let other = LineageTicket(
                signing: lineage, aliasCertificate: [1], localCertificate: [1], deviceCertificate: [1]
            ) { _ in [UInt8](repeating: 1, count: 96) }
            #expect(try keep(other.encoded()) == .written)
        }
        #expect(try !commit(Made.chip(4), "d", 2), "more than are looked at")
        #expect(try commit(Made.chip(4), "d", 70), "few, and of another chip")
        #expect(try !commit(chip, "a", 71))
        #expect(try commit(chip, "a", 72))
        #expect(try store.summary() == FleetSummary(chips: 4, entries: 4, usage: .none, tickets: 72))
    }

    @Test("the secret is the first that was offered", arguments: Kind.allCases)
    func secret(kind: Kind) throws {
        let store = try store(kind)
        #expect(try store.secret([1, 2]) == [1, 2])
        #expect(try store.secret([3]) == [1, 2])
    }

    @Test("a group as large as it may be is written as one", arguments: Kind.allCases)
    func large(kind: Kind) throws {
        let store = try store(kind)
        let group = (0..<GroupCommit.maximumGroup).map { number in
            let entry = Made.entry(
                UInt8(number % 256), "\(number)", after: number < 256 ? .empty : .init(count: 9, value: .zero))
            return Made.submission(entry, answer: number % 2 == 0 ? Made.answer(UInt8(number / 2)) : nil)
        }
        let outcomes = try store.commit(group)
        #expect(outcomes.prefix(256).allSatisfy { $0.receipt != nil })
        #expect(outcomes.dropFirst(256).allSatisfy { $0 == .overtaken || $0 == .nonceUsed })
        #expect(try store.check() == ChainCheck(chips: 256, entries: 256, faults: []))
    }

    @Test("whatever bytes texts and evidence have, they come back", arguments: Kind.allCases)
    func bytes(kind: Kind) throws {
        let store = try store(kind)
        let answer = Submission.Answer(
            nonce: [0], session: "", type: "aé\u{10FFFF}'\\", digest: .zero, result: "r", outcome: [0, 255])
        let file = TrustFiles.File(path: "licences/'\"\\.cbor", bytes: [])
        #expect(try store.commit([Made.submission(nil, answer: answer)]) == [.written(nil)])
        #expect(try store.answer(to: [0]) == answer)
        #expect(try store.replaceDocuments([file], at: 0))
        #expect(try store.documents().documents == [file])
        #expect(try store.append(LogAddition(after: 0, lines: [[], [0, 255, 0]], checkpoint: [])))
        #expect(try store.logLines(from: 0, limit: 9) == [[], [0, 255, 0]])
    }

    @Test("all stores do the same under the same random work", arguments: 1...40)
    func same(seed: Int) throws {
        let stores = try Kind.allCases.map(store)
        var stream = SeededStream(seed: UInt64(seed), name: "store")
        var heads: [UInt8: ChainHead] = [:]
        for step in 0..<60 {
            var submissions: [Submission] = []
            for _ in 0...(stream.next() % 3) {
                let chip = UInt8(stream.next() % 4)
                let isStale = stream.next() % 8 == 0
                let entry = Made.entry(
                    chip, "\(stream.next() % 50)-\(chip)", after: isStale ? .empty : heads[chip] ?? .empty,
                    total: UInt128(stream.next() % 1000), training: UInt128(stream.next() % 10))
                let answer = stream.next() % 2 == 0 ? Made.answer(UInt8(stream.next() % 40)) : nil
                submissions.append(
                    Made.submission(stream.next() % 5 == 0 ? nil : entry, answer: answer, at: Int64(step)))
            }
            let outcomes = try stores.map { try $0.commit(submissions) }
            for outcome in outcomes { #expect(outcome == outcomes[0], "seed \(seed), step \(step)") }
            for outcome in outcomes[0] {
                if let receipt = outcome.receipt { heads[receipt.chip.bytes[0]] = receipt.chainHead }
            }
        }
        for store in stores {
            #expect(try store.check().faults == [], "seed \(seed)")
            for number in 0..<5 as Range<UInt8> {
                let chip = Made.chip(number)
                for nonce in [nil, Made.answer(number * 8).nonce, Made.answer(number).nonce] {
                    let moment = try store.moment(of: chip, answering: nonce)
                    #expect(try moment.chip == store.chip(chip) && moment.summary == store.summary(), "seed \(seed)")
                    #expect(try moment.revision == store.revision(), "seed \(seed)")
                    #expect(try moment.isNonceUsed == nonce.map { try store.answer(to: $0) != nil } ?? false)
                }
            }
            #expect(try store.summary() == stores[0].summary(), "seed \(seed)")
            #expect(try store.chips(after: nil, limit: 99) == stores[0].chips(after: nil, limit: 99), "seed \(seed)")
        }
    }
}
