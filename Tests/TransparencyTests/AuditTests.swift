import Attestation
import Cryptography
import Foundation
import Testing
import Transparency

@Suite("Audit of a log")
struct AuditTests {
    private let world: World
    private let log: TransparencyLog

    init() throws {
        world = try World()
        log = world.log(7)
    }

    private func signed(_ log: TransparencyLog) throws -> LogCopy {
        world.copy(log, try world.head(log, by: world.witnesses))
    }

    private func file(_ lines: [[UInt8]]) -> [UInt8] { lines.flatMap { $0 + [0x0a] } }

    private var lines: [[UInt8]] { log.entries.map { $0.encoded() } }

    /// An audit of changed entries under the true head.
    private func audit(_ entries: [UInt8]) throws -> Audit {
        world.audit(LogCopy(name: "LOG", entries: entries, head: try signed(log).head))
    }

    @Test("a log that is as signed, seen by its witnesses, holds")
    func holds() throws {
        for count in [0, 1, 2, 7, 33] {
            let copy = try signed(world.log(count))
            let audit = world.audit(copy, against: [copy], heads: [try world.head(world.log(count), size: count / 2)])
            #expect(audit.findings.isEmpty, "\(count): \(audit.findings)")
            #expect(audit.witnessed.map(\.moment) == [1_772_400_000, 1_772_400_000])
            #expect(audit.strangers.isEmpty)
        }
    }

    @Test("every change of a byte of the entries is found, at its entry")
    func everyByte() throws {
        let copy = try signed(log)
        var line = 0
        for place in copy.entries.indices {
            for mask: UInt8 in [1, 0x20, 0x80] {
                var entries = copy.entries
                entries[place] ^= mask
                let audit = world.audit(LogCopy(name: "LOG", entries: entries, head: copy.head))
                #expect(audit.weight == .breach, "byte \(place) ^ \(mask)")
                let first = audit.findings.compactMap(\.place).min()
                #expect(first.map { abs($0 - line) <= 1 } ?? false, "byte \(place) ^ \(mask): \(first ?? -1)")
            }
            if copy.entries[place] == 0x0a { line += 1 }
        }
    }

    @Test("every change of a byte of the head is found")
    func everyByteOfHead() throws {
        let copy = try signed(log)
        let head = try #require(copy.head)
        for place in head.indices {
            for mask: UInt8 in [1, 0x20, 0x80] {
                var changed = head
                changed[place] ^= mask
                let audit = world.audit(LogCopy(name: "LOG", entries: copy.entries, head: changed))
                #expect(audit.weight != nil, "byte \(place) ^ \(mask)")
            }
        }
    }

    @Test("every entry that is dropped, repeated or swapped is found, at its place")
    func moved() throws {
        for place in lines.indices {
            var dropped = lines
            dropped.remove(at: place)
            let without = try audit(file(dropped))
            #expect(without.weight == .breach)
            #expect(without.findings.compactMap(\.place).min() == place, "dropped \(place): \(without.findings)")
            var doubled = lines
            doubled.insert(lines[place], at: place)
            let twice = try audit(file(doubled))
            #expect(twice.weight == .breach)
            #expect(twice.findings.first { $0.kind == .outOfOrder }?.place == place + 1)
            guard place + 1 < lines.count else { continue }
            var swapped = lines
            swapped.swapAt(place, place + 1)
            let turned = try audit(file(swapped))
            #expect(turned.weight == .breach)
            #expect(turned.findings.first { $0.kind == .outOfOrder }?.place == place)
        }
    }

    @Test("an entry that is replaced by another, well-formed one is found by the one behind it, the last by the head")
    func replaced() throws {
        let other = world.log(7, changed: 3).entries[3].encoded()
        var changed = lines
        changed[3] = other
        #expect(try audit(file(changed)).findings.contains { $0.kind == .changed && $0.place == 3 })
        changed = lines
        changed[6] = world.log(7, changed: 6).entries[6].encoded()
        let last = try audit(file(changed))
        #expect(last.findings.map(\.kind) == [.notOfHead])
        #expect(last.findings[0].place == 6)
    }

    @Test("a document that is exchanged is found, though no digest was touched")
    func document() throws {
        let text = String(decoding: lines[0], as: UTF8.self)
        let exchanged = text.replacing("ZG9jdW1lbnQgMA==", with: "ZG9jdW1lbnQgMQ==")
        #expect(exchanged != text)
        let audit = try audit(file([Array(exchanged.utf8)] + lines.dropFirst()))
        #expect(audit.findings.contains { $0.kind == .documentChanged && $0.place == 0 })
    }

    @Test("an index as large as a number may be is unreadable, and stops nothing")
    func hugeIndex() throws {
        for index in [Int.max, 1 << 48, Int.max - 1] {
            let huge = String(decoding: lines[3], as: UTF8.self).replacing(
                "{\"index\":3,", with: "{\"index\":\(index),")
            let audit = try audit(file(Array(lines.prefix(3)) + [Array(huge.utf8)] + lines.suffix(3)))
            #expect(audit.findings.contains { $0.kind == .unreadable && $0.place == 3 }, "\(index)")
            #expect(!audit.findings.contains { $0.kind == .outOfOrder }, "\(index): \(audit.findings)")
        }
        let large = String(decoding: lines[3], as: UTF8.self).replacing(
            "{\"index\":3,", with: "{\"index\":\(1 << 48 - 1),")
        let audit = try audit(file(Array(lines.prefix(3)) + [Array(large.utf8)] + lines.suffix(3)))
        #expect(audit.findings.contains { $0.kind == .outOfOrder && $0.place == 3 })
    }

    @Test("where the first line can't be read, the entries behind it are where they belong")
    func unreadableFirst() throws {
        let audit = try audit(file([Array("{}".utf8)] + lines.dropFirst()))
        #expect(audit.findings.contains { $0.kind == .unreadable && $0.place == 0 })
        #expect(!audit.findings.contains { $0.kind == .outOfOrder }, "\(audit.findings)")
    }

    @Test("a signed head of no entries with another root is told")
    func emptyHead() throws {
        let text = "inspectorate.example/log\n0\n\(Digest256(hashing: [1]).bytes.base64)\n"
        let note = try Checkpoint(text: text).signed(with: world.operator, at: 0)
        let audit = world.audit(LogCopy(name: "LOG", entries: [], head: note.encoded()), witnesses: [])
        #expect(audit.findings.contains { $0.kind == .notOfHead && $0.place == 0 }, "\(audit.findings)")
    }

    // MARK: An operator who covers up

    @Test("a log written anew and signed anew is whole in itself; without others' word it is never said to hold")
    func alone() throws {
        let forged = try signed(world.log(7, changed: 3))
        let audit = world.audit(forged, witnesses: [])
        #expect(audit.findings.map(\.kind) == [.alone])
        #expect(audit.weight == .doubt)
    }

    @Test("a copy finds a log written anew, at every entry, and says which")
    func rewritten() throws {
        let copy = world.copy(log, try world.head(log), named: "copy")
        for place in lines.indices {
            let forged = try signed(world.log(7, changed: place))
            let audit = world.audit(forged, against: [copy])
            #expect(audit.findings.map(\.kind) == [.forked, .differs])
            #expect(audit.findings.last?.place == place)
        }
    }

    @Test("a copy finds every entry that was left out, and says which")
    func leftOut() throws {
        let copy = world.copy(log, try world.head(log), named: "copy")
        for place in lines.indices {
            let audit = world.audit(try signed(world.log(7, without: [place])), against: [copy])
            #expect(audit.weight == .breach)
            #expect(audit.findings.contains { $0.kind == .omitted })
            #expect(place == 6 || audit.findings.contains { $0.kind == .differs && $0.place == place })
        }
    }

    @Test("a kept head of any size finds a log written anew, where the change is within it")
    func keptHead() throws {
        for size in 0...7 {
            let head = try world.head(log, size: size)
            for place in lines.indices {
                let audit = world.audit(try signed(world.log(9, changed: place)), heads: [head])
                #expect(audit.findings.map(\.kind) == (place < size ? [.forked] : []), "size \(size), entry \(place)")
            }
            let short = world.audit(try signed(world.log(max(0, size - 1))), heads: [head])
            #expect(short.findings.map(\.kind) == (size == 0 ? [] : [.omitted]))
        }
    }

    @Test("a split view between two witnesses is found by comparing what they kept, in either order")
    func splitView() throws {
        let other = world.log(7, changed: 2)
        let first = try world.head(log, by: [world.witnesses[0]])
        let second = try world.head(other, by: [world.witnesses[1]])
        // Each view holds for the witness who saw it.
        #expect(world.audit(world.copy(log, first), witnesses: [world.verifiers[0]]).weight == nil)
        #expect(world.audit(world.copy(other, second), witnesses: [world.verifiers[1]]).weight == nil)
        for (copy, head) in [(world.copy(log, first), second), (world.copy(other, second), first)] {
            let audit = world.audit(copy, heads: [head], witnesses: [])
            #expect(audit.findings.map(\.kind) == [.forked])
            #expect(audit.findings[0].statement.contains("keep both heads"))
        }
        // Nobody shows a log, but two heads are enough.
        let empty = LogCopy(name: "LOG", entries: [], head: nil)
        #expect(world.audit(empty, heads: [first, second], witnesses: []).findings.contains { $0.kind == .forked })
        // And an auditor who asks for both witnesses is told that one is missing.
        #expect(world.audit(world.copy(log, first)).findings.map(\.kind) == [.notWitnessed])
    }

    @Test("a head that grew honestly is no fork")
    func grown() throws {
        for size in 0...7 {
            let audit = world.audit(
                try signed(log), against: [world.copy(world.log(size), try world.head(world.log(size)))])
            #expect(audit.findings.isEmpty)
        }
    }

    @Test("nobody else can frame the operator: heads and copies that it did not sign show nothing")
    func framed() throws {
        let other = world.log(7, changed: 2)
        let stranger = try World.signer("inspectorate.example/log", .witness)
        let strangerKey = try #require(
            Ed25519.PrivateKey(secret: Digest256(hashing: Array("stranger".utf8)).bytes))
        let forger = try #require(
            NoteSigner(name: world.operator.verifier.name, role: .log, key: strangerKey))
        let unsigned = other.checkpoint(origin: world.operator.verifier.name)
        for note in [unsigned.signed(with: forger, at: 0), unsigned.signed(with: stranger, at: 0)] {
            let heads = world.audit(try signed(log), heads: [note])
            #expect(heads.findings.map(\.kind) == [.unusable] && heads.weight == .unusable)
            let copies = world.audit(try signed(log), against: [world.copy(other, note)])
            #expect(copies.findings.map(\.kind) == [.unusable])
            #expect(copies.findings[0].place == 2)
        }
        // A copy that was changed by its holder is not what its own head says.
        let changed = world.audit(try signed(log), against: [world.copy(other, try world.head(log))])
        #expect(changed.findings.map(\.kind) == [.unusable])
        #expect(world.audit(try signed(log), against: [world.copy(other, nil)]).weight == .unusable)
    }

    @Test("the head of another log does not count, though the same key signed it")
    func otherLog() throws {
        let head = log.checkpoint(origin: "another.example/log").signed(with: world.operator, at: 0)
        #expect(world.audit(world.copy(log, head), witnesses: []).findings.contains { $0.kind == .headUnsigned })
    }

    @Test("entries beyond the head are a doubt: nobody signed them")
    func beyond() throws {
        let audit = world.audit(world.copy(log, try world.head(log, size: 5, by: world.witnesses)))
        #expect(audit.findings.map(\.kind) == [.beyondHead])
        #expect(audit.weight == .doubt && audit.findings[0].place == 5)
    }

    @Test("every kind of finding is met, and has its line in Specs/Transparency.md")
    func kinds() throws {
        var backwards = TransparencyLog()
        try backwards.append(EntryDraft(kind: .result, subject: "", statement: "", document: []), at: 100)
        try backwards.append(EntryDraft(kind: .result, subject: "", statement: "", document: []), at: 200)
        let older = String(decoding: backwards.encoded(), as: UTF8.self).replacing(
            "1970-01-01T00:03:20Z", with: "1970-01-01T00:00:20Z")
        let good = try signed(log)
        let forger = try World.signer("norland.example", .witness)
        var cosigned = try world.head(world.log(3))
        cosigned.sign(with: forger, at: 5)
        let line = try #require(String(decoding: cosigned.encoded(), as: UTF8.self).split(separator: "\n").last)
        let forged = try SignedNote(try world.head(log).encoded() + Array("\(line)\n".utf8))
        let text = String(decoding: good.entries, as: UTF8.self)
        let audits = [
            try audit(Array(text.replacing("\"kind\"", with: "\"sort\"").utf8)), try audit(file(lines.reversed())),
            try audit(file(Array(lines.prefix(3)) + [world.log(7, changed: 3).entries[3].encoded()] + lines.suffix(3))),
            try audit(Array(text.replacing("ZG9jdW1lbnQgMA==", with: "ZG9jdW1lbnQgMQ==").utf8)),
            try audit(Array(older.utf8)), world.audit(world.copy(log, nil)), try audit(file(Array(lines.prefix(4)))),
            world.audit(world.copy(log, try world.head(log, size: 3))),
            world.audit(good, heads: [try world.head(world.log(4, changed: 1))]),
            world.audit(good, against: [try signed(world.log(7, changed: 1))]),
            world.audit(good, against: [world.copy(world.log(9), nil)]), world.audit(world.copy(log, forged)),
            world.audit(good, witnesses: []),
        ]
        let met = Set(audits.flatMap(\.findings).map(\.kind))
        #expect(met == Set(AuditFinding.Kind.allCases), "\(Set(AuditFinding.Kind.allCases).subtracting(met))")
        let page = try String(
            contentsOf: URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent().appendingPathComponent("Specs/Transparency.md"), encoding: .utf8)
        for kind in AuditFinding.Kind.allCases { #expect(page.contains("| \(kind.rawValue) |"), "\(kind.rawValue)") }
    }
}
