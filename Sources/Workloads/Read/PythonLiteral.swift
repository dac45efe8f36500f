import Attestation

/// Reads lists as Python prints them, such as `[[32, 3], 'cuda:0', None]`: Chakra and Kineto carry such text.
struct PythonLiteral {
    /// How deeply lists may nest.
    static let maximumDepth = 16

    private let bytes: [UInt8]
    private var place = 0

    /// The value that the text is.
    ///
    /// - Throws: `RecordFault` where the text is no list, number, string, truth value or `None`.
    static func read(_ text: some Sequence<UInt8>, field: String) throws(RecordFault) -> JSONValue {
        var reader = PythonLiteral(bytes: Array(text))
        guard let value = reader.value(depth: 0), reader.isAtEnd else {
            throw RecordFault(field, "this is no list of numbers, strings and lists, at byte \(reader.place)")
        }
        return value
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

    private var isAtEnd: Bool {
        mutating get {
            skipSpace()
            return place == bytes.count
        }
    }

    private mutating func skipSpace() {
        while next == 0x20 || next == 0x0a || next == 0x0d || next == 0x09 { place += 1 }
    }

    private mutating func value(depth: Int) -> JSONValue? {
        skipSpace()
        guard depth < PythonLiteral.maximumDepth, let first = next else { return nil }
        switch first {
        case UInt8(ascii: "["): return list(until: UInt8(ascii: "]"), depth: depth)
        case UInt8(ascii: "("): return list(until: UInt8(ascii: ")"), depth: depth)
        case UInt8(ascii: "'"), UInt8(ascii: "\""): return string(first)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return number()
        default: return word()
        }
    }

    private mutating func list(until end: UInt8, depth: Int) -> JSONValue? {
        place += 1
        var items: [JSONValue] = []
        while true {
            skipSpace()
            if next == end {
                place += 1
                return .array(items)
            }
            guard let item = value(depth: depth + 1) else { return nil }
            items.append(item)
            skipSpace()
            if next == UInt8(ascii: ",") { place += 1 } else if next != end { return nil }
        }
    }

    private mutating func string(_ quote: UInt8) -> JSONValue? {
        place += 1
        var text: [UInt8] = []
        while let byte = next {
            place += 1
            if byte == quote { return String(validating: text, as: UTF8.self).map(JSONValue.string) }
            // Escapes are kept but for the character that they hide: names are compared, never shown.
            if byte == UInt8(ascii: "\\"), let hidden = next {
                place += 1
                text.append(hidden)
            } else {
                text.append(byte)
            }
        }
        return nil
    }

    private mutating func number() -> JSONValue? {
        let start = place
        while let byte = next, (0x30...0x39).contains(byte) || "+-.eE".utf8.contains(byte) { place += 1 }
        let text = String(decoding: bytes[start..<place], as: UTF8.self)
        guard let value = Double(text), value.isFinite else { return nil }
        return JSONValue(.number(text))
    }

    private mutating func word() -> JSONValue? {
        let start = place
        while let byte = next, Character(Unicode.Scalar(byte)).isLetter { place += 1 }
        switch String(decoding: bytes[start..<place], as: UTF8.self) {
        case "True", "true": return .boolean(true)
        case "False", "false": return .boolean(false)
        case "None", "null": return .null
        // Values that are no numbers: nothing here is computed from them.
        case "inf", "nan": return .string(String(decoding: bytes[start..<place], as: UTF8.self))
        default: return nil
        }
    }
}
