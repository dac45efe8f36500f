import Cryptography
import Fleet
import Testing
import Workloads

@Suite("Traces of requests")
struct TraceTests {
    static let header = "TIMESTAMP,ContextTokens,GeneratedTokens\n"
    static let line = "2023-11-16 18:17:03.9799600,4808,10\n"

    static func read(_ text: String) throws(TraceError) -> RequestTrace {
        try RequestTrace(csv: Array(text.utf8), file: "t.csv")
    }

    @Test("times count from the first request, in nanoseconds; CRLF and a missing last line feed are fine")
    func good() throws {
        let text = TraceTests.header + TraceTests.line + "2023-11-16 18:17:04.0319600,3180,8\n2023-11-17 00:00:00,1,1"
        for text in [text, text.replacing("\n", with: "\r\n")] {
            let trace = try TraceTests.read(text)
            #expect(trace.requests.map(\.arrival.nanoseconds) == [0, 52_000_000, 20_576_020_040_000])
            #expect(trace.requests.map(\.promptTokens) == [4808, 3180, 1])
            #expect(trace.requests.map(\.generatedTokens) == [10, 8, 1])
            #expect(trace.period == 20_577_020_040_000)
        }
    }

    @Test("leap days and turns of months are where they belong")
    func calendar() throws {
        let trace = try TraceTests.read(
            TraceTests.header + "2024-02-28 23:59:59,1,1\n2024-02-29 00:00:00,1,1\n2024-03-01 00:00:00.5,1,1\n")
        #expect(trace.requests.map(\.arrival.nanoseconds) == [0, 1_000_000_000, 86_401_500_000_000])
    }

    @Test(
        "a wrong line is refused with its number",
        arguments: [
            ("", 1, .empty), ("\n", 1, .header), ("TIMESTAMP,ContextTokens\n", 1, .header),
            (header, 2, .noRequests), (header + line + "2023-11-16 18:17:0", 3, .columns),
            (header + line + "2023-11-16 18:17:05,5", 3, .columns), (header + "2023-11-16 18:17:05,5\n", 2, .columns),
            (header + "2023-11-16 18:17:05,5,6,7\n", 2, .columns), (header + line + "\n" + line, 3, .columns),
            (header + "2023-11-16 18:17:05,-5,6\n", 2, .tokens), (header + "2023-11-16 18:17:05,5,0\n", 2, .tokens),
            (header + "2023-11-16 18:17:05,5,1e3\n", 2, .tokens), (header + "2023-11-16 18:17:05,,1\n", 2, .tokens),
            (header + "2023-11-16 18:17:05,999999999999999999999,1\n", 2, .tokens),
            (header + line + "2023-11-16 18:17:03.9799599,1,1\n", 3, .order),
            (header + "2023-13-16 18:17:05,1,1\n", 2, .timestamp),
            (header + "2023-02-29 18:17:05,1,1\n", 2, .timestamp),
            (header + "2023-11-16T18:17:05,1,1\n", 2, .timestamp),
            (header + "2023-11-16 24:00:00,1,1\n", 2, .timestamp),
            (header + "2023-11-16 18:17:05.,1,1\n", 2, .timestamp), (header + ",1,1\n", 2, .timestamp),
            (String(repeating: "\0", count: 1000), 1, .header),
            (header + String(repeating: "9", count: 1000), 2, .lineTooLong),
        ] as [(String, Int, TraceError.Code)])
    func wrong(text: String, line: Int, code: TraceError.Code) throws {
        let error = try #require(throws: TraceError.self) { try TraceTests.read(text) }
        #expect(error.line == line)
        #expect(error.code == code)
        #expect(error.description.hasPrefix("t.csv:\(line): "))
        #expect(error.description.contains("; "))
    }

    @Test(
        "bytes in parts of any length are read alike, and any bytes give requests or an error", arguments: UInt64(1)...4
    )
    func fuzz(seed: UInt64) throws {
        var random = SeededStream(seed: seed, name: "test/trace-fuzz")
        let source = Array((TraceTests.header + String(repeating: TraceTests.line, count: 20)).utf8)
        for _ in 0..<500 {
            var bytes = source
            for _ in 0..<random.number(below: 4) {
                let place = Int(random.number(below: UInt64(bytes.count)))
                if random.number(below: 2) == 0 {
                    bytes[place] = UInt8(random.number(below: 256))
                } else {
                    bytes.removeSubrange(place..<min(bytes.count, place + Int(random.number(below: 40))))
                }
            }
            let whole = Result { () throws(TraceError) in
                var parser = TraceParser(file: "f")
                try parser.read(bytes.span)
                return try parser.finish()
            }
            let cut = Int(random.number(below: UInt64(bytes.count + 1)))
            let parts = Result { () throws(TraceError) in
                var parser = TraceParser(file: "f")
                try parser.read(Array(bytes[..<cut]).span)
                try parser.read(Array(bytes[cut...]).span)
                return try parser.finish()
            }
            #expect(whole == parts)
        }
    }

    @Test("Azure's hour of conversations reads whole", .enabled(if: Place.trace != nil, "no trace at $INTERLOCK_DATA"))
    func azure() throws {
        let trace = try RequestTrace(csv: try Place.bytes(try #require(Place.trace)), file: "conv.csv")
        #expect(trace.requests.count == 19366)
        #expect(trace.requests.reduce(0) { $0 + UInt64($1.promptTokens) } == 22_361_870)
        #expect(trace.requests.reduce(0) { $0 + UInt64($1.generatedTokens) } == 4_088_665)
    }
}
