extension JSONValue {
    /// How deeply arrays and objects may nest.
    public static let maximumDepth = 32

    /// Reads the one JSON text that fills `bytes` (RFC 8259), in UTF-8; a name that occurs twice is an error.
    public init(parsing bytes: [UInt8]) throws(JSONError) {
        var reader = JSONReader(bytes)
        self = try reader.document()
    }
}

/// A recursive-descent reader of JSON; depth is bounded.
private struct JSONReader {
    private let bytes: [UInt8]
    private var offset = 0
    private var line = 1

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func document() throws(JSONError) -> JSONValue {
        let value = try value(depth: 0)
        skipSpace()
        guard offset == bytes.count else { throw error("text follows the value") }
        return value
    }

    private func error(_ reason: String) -> JSONError { JSONError(reason: reason, offset: offset, line: line) }

    private var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d {
            if byte == 0x0a { line += 1 }
            offset += 1
        }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        offset += 1
        return true
    }

    private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
        skipSpace()
        let start = line
        guard depth < JSONValue.maximumDepth else { throw error("arrays and objects nest too deeply") }
        switch next {
        case nil: throw error("the text ends where a value should stand")
        case UInt8(ascii: "{"): return JSONValue(.object(try members(depth: depth)), line: start)
        case UInt8(ascii: "["): return JSONValue(.array(try items(depth: depth)), line: start)
        case UInt8(ascii: "\""): return JSONValue(.string(try string()), line: start)
        case UInt8(ascii: "t"): return JSONValue(.boolean(try word("true", true)), line: start)
        case UInt8(ascii: "f"): return JSONValue(.boolean(try word("false", false)), line: start)
        case UInt8(ascii: "n"): return JSONValue(try word("null", .null), line: start)
        default: return JSONValue(.number(try number()), line: start)
        }
    }

    private mutating func word<Value>(_ word: String, _ value: Value) throws(JSONError) -> Value {
        guard bytes[offset...].starts(with: word.utf8) else { throw error("this is no JSON value") }
        offset += word.utf8.count
        return value
    }

    private mutating func members(depth: Int) throws(JSONError) -> [JSONValue.Member] {
        offset += 1
        var members: [JSONValue.Member] = []
        var names: Set<String> = []
        skipSpace()
        if take("}") { return members }
        while true {
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw error("a member's name in quotes should stand here") }
            let name = try string()
            guard names.insert(name).inserted else { throw error("the member \"\(name)\" occurs twice") }
            skipSpace()
            guard take(":") else { throw error("a colon should follow the member's name") }
            members.append(JSONValue.Member(name, try value(depth: depth + 1)))
            skipSpace()
            if take("}") { return members }
            guard take(",") else { throw error("a comma or } should stand here") }
        }
    }

    private mutating func items(depth: Int) throws(JSONError) -> [JSONValue] {
        offset += 1
        var items: [JSONValue] = []
        skipSpace()
        if take("]") { return items }
        while true {
            items.append(try value(depth: depth + 1))
            skipSpace()
            if take("]") { return items }
            guard take(",") else { throw error("a comma or ] should stand here") }
        }
    }

    /// Reads a number in JSON's grammar (RFC 8259, section 6) and keeps its spelling.
    private mutating func number() throws(JSONError) -> String {
        let start = offset
        _ = take("-")
        if !take("0") { try digits() }
        if take(".") { try digits() }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            try digits()
        }
        return String(decoding: bytes[start..<offset], as: UTF8.self)
    }

    private mutating func digits() throws(JSONError) {
        let start = offset
        while let byte = next, (0x30...0x39).contains(byte) { offset += 1 }
        guard offset > start else { throw error("this is no JSON value") }
    }

    private mutating func string() throws(JSONError) -> String {
        offset += 1
        var text: [UInt8] = []
        while let byte = next {
            offset += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let string = String(validating: text, as: UTF8.self) else { throw error("this is no UTF-8") }
                return string
            case UInt8(ascii: "\\"): text.append(contentsOf: try escape())
            case ..<0x20: throw error("a control character stands in a string")
            default: text.append(byte)
            }
        }
        throw error("the text ends inside a string")
    }

    private mutating func escape() throws(JSONError) -> [UInt8] {
        guard let byte = next else { throw error("the text ends inside a string") }
        offset += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0c]
        case UInt8(ascii: "n"): return [0x0a]
        case UInt8(ascii: "r"): return [0x0d]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"):
            var unit = try hexadecimal()
            if (0xd800..<0xdc00).contains(unit) {
                guard take("\\"), take("u") else { throw error("a surrogate stands alone") }
                let low = try hexadecimal()
                guard (0xdc00..<0xe000).contains(low) else { throw error("a surrogate stands alone") }
                unit = 0x10000 + (unit - 0xd800) << 10 + (low - 0xdc00)
            }
            guard let scalar = Unicode.Scalar(unit) else { throw error("a surrogate stands alone") }
            return Array(String(scalar).utf8)
        default: throw error("this escape is not JSON's")
        }
    }

    private mutating func hexadecimal() throws(JSONError) -> UInt32 {
        guard bytes.count - offset >= 4 else { throw error("the text ends inside a string") }
        var value: UInt32 = 0
        for byte in bytes[offset..<(offset + 4)] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw error("four hexadecimal digits should follow \\u")
            }
            value = value << 4 | UInt32(digit)
        }
        offset += 4
        return value
    }
}
