import Attestation
import Cryptography
import Testing

@Suite struct JSONTests {
    @Test(
        "text that is no JSON is refused on its line",
        arguments: [
            ("", 1), ("[1,\n]", 2), ("{\"a\":1,\n\"a\":2}", 2), ("01", 1), ("1.", 1), ("\"\\x\"", 1), ("\"\u{1}\"", 1),
            ("\"\\ud800\"", 1), ("tru", 1), ("[1]\n\n2", 3), ("{\"a\" 1}", 1), ("[", 1), ("\"", 1), ("-", 1), ("1e", 1),
            (String(repeating: "[", count: 40), 1),
        ])
    func refused(text: String, line: Int) {
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: Array(text.utf8)) }
        #expect(error?.line == line)
    }

    @Test("what is written reads back")
    func roundTrip() throws {
        let value = JSONValue.object([
            "a": .array([.number(-1), .null, .boolean(true), .string("é\"\\\n\u{1}"), .array([]), .object([:])]),
            "b": .decimal(.max),
        ])
        let read = try JSONValue(parsing: Array(value.text.utf8))
        #expect(read.text == value.text)
        #expect(read["b"]?.content == .string("340282366920938463463374607431768211455"))
        let escaped = try JSONValue(parsing: Array(#""\u0041\ud83d\ude00\/""#.utf8))
        #expect(escaped.content == .string("A😀/"))
    }

    @Test(
        "RFC 3339 moments",
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2000-02-29T23:59:59Z", 951_868_799), ("2026-01-01T00:00:00Z", 1_767_225_600),
            ("1985-04-12T23:20:50Z", 482_196_050), ("9999-12-31T23:59:59Z", 253_402_300_799),
            ("1950-01-01T00:00:00Z", -631_152_000),
        ])
    func moments(text: String, seconds: Int64) {
        #expect(UTCSeconds(rfc3339: text)?.value == seconds)
        #expect(UTCSeconds(seconds).rfc3339 == text)
    }

    @Test("an offset is taken off, and what is no moment is refused")
    func offsets() {
        #expect(UTCSeconds(rfc3339: "1990-12-31T15:59:59-08:00") == UTCSeconds(rfc3339: "1990-12-31T23:59:59Z"))
        for text in [
            "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-01 00:00:00Z", "2026-01-01T24:00:00Z",
            "2026-01-01T00:00:00", "2026-01-01T00:00:00.5Z", "2026-01-01T00:00:60Z", "",
        ] { #expect(UTCSeconds(rfc3339: text) == nil, "\(text)") }
    }

    @Test(
        "base64url (RFC 4648, section 10)",
        arguments: [("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("foobar", "Zm9vYmFy")])
    func base64(text: String, encoded: String) {
        #expect(Array(text.utf8).base64URL == encoded)
    }
}
