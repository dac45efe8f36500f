import Cryptography
import Testing
import Transparency

@Suite("Entries of a log")
struct EntryTests {
    @Test("a log is written and read back, byte for byte")
    func roundTrip() throws {
        let log = try World().log(12)
        let again = try TransparencyLog(log.encoded())
        #expect(again.entries == log.entries)
        #expect(again.encoded() == log.encoded())
        #expect(again.tree.root(of: 12) == log.tree.root(of: 12))
        #expect(try TransparencyLog([]).entries.isEmpty)
    }

    @Test("any text can be a subject, and control characters become spaces")
    func texts() throws {
        for text in ["", "\"", "\\", "\\\"", "línea 1", "a\nb\tc\u{7f}", "𝒜—\u{200b}", "e\u{301}", "</script>"] {
            var log = TransparencyLog()
            try log.append(EntryDraft(kind: .finding, subject: text, statement: text, document: []), at: 0)
            let read = try TransparencyLog(log.encoded())
            let expected = String(decoding: text.utf8.map { $0 < 0x20 || $0 == 0x7f ? 0x20 : $0 }, as: UTF8.self)
            #expect(Array(read.entries[0].subject.utf8) == Array(expected.utf8))
            #expect(EntryLines(log.encoded()).count == 1)
        }
    }

    @Test("another spelling of the same entry is none")
    func spelling() throws {
        let line = String(decoding: try World().log(1).entries[0].encoded(), as: UTF8.self)
        #expect(throws: Never.self) { try Entry(Array(line.utf8)) }
        for other in [
            " " + line, line + " ", line.replacing(":", with: ": "), line.replacing("{\"index\":0,", with: "{"),
            line.replacing("\"index\":0", with: "\"index\":00"), line.replacing("\"index\":0", with: "\"index\":0.0"),
            line.replacing("\"kind\":\"agreement\"", with: "\"kind\":\"rumour\""),
            line.replacing("}", with: ",\"more\":1}"), line.replacing("chip", with: "ch\\u0069p"),
            line.replacing("Z\"", with: "+00:00\""), line.replacing("=\"", with: "\""), line.uppercased(),
            line.replacing("{\"index\":0,\"previous\"", with: "{\"previous\"").replacing("}", with: ",\"index\":0}"),
        ] { #expect(throws: EntryError.self, "\(other)") { try Entry(Array(other.utf8)) } }
    }

    @Test("time does not run back: an earlier moment becomes that of the last entry")
    func time() throws {
        var log = TransparencyLog()
        for moment: UTCSeconds in [100, 50, 200] {
            try log.append(EntryDraft(kind: .result, subject: "", statement: "", document: []), at: moment)
        }
        #expect(log.entries.map(\.time) == [100, 100, 200])
    }

    @Test("an entry that would be longer than a line may be is not written, however it comes to be")
    func tooLong() throws {
        var log = try World().log(2)
        let before = log.encoded()
        let size = Entry.maximumByteCount
        for draft in [
            EntryDraft(kind: .result, subject: "", statement: "", document: Array(repeating: 0, count: size / 4 * 3)),
            EntryDraft(kind: .finding, subject: String(repeating: "\"", count: size / 2), statement: "", document: []),
        ] {
            #expect(throws: EntryError.self) { try log.append(draft, at: 1_800_000_000) }
            var tail = LogTail()
            #expect(throws: EntryError.self) { try tail.append(draft, at: 1_800_000_000) }
            #expect(tail.tree.count == 0)
        }
        #expect(log.encoded() == before)
        try log.append(
            EntryDraft(
                kind: .result, subject: "", statement: "", document: Array(repeating: 0, count: size / 4 * 3),
                isWithheld: true), at: 1_800_000_000)
        try log.append(
            EntryDraft(
                kind: .result, subject: "", statement: "", document: Array(repeating: 0, count: size / 4 * 3 - 512)),
            at: 1_800_000_000)
        #expect(try TransparencyLog(log.encoded()).entries.count == 4)
    }

    @Test("what does not follow is no log")
    func following() throws {
        let world = try World()
        let lines = world.log(5).entries.map { $0.encoded() + [0x0a] }
        let others = world.log(5, changed: 1).entries.map { $0.encoded() + [0x0a] }
        for wrong in [
            [lines[1]], [lines[0], lines[2]], [lines[0], lines[0]], [lines[0], lines[2], lines[1]],
            [lines[0], others[1], lines[2]], [lines[0], [0x0a]], [Array(lines[0].dropLast())],
        ] { #expect(throws: LogError.self) { try TransparencyLog(wrong.flatMap(\.self)) } }
    }
}
