extension [UInt8] {
    /// The bytes in base64url without padding (RFC 4648, section 5), as JSON claims carry them (RFC 9711, section 7.2.2).
    public var base64URL: String {
        String(decoding: digits("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"), as: UTF8.self)
    }

    /// The bytes in base64 with padding (RFC 4648, section 4).
    public var base64: String {
        var text = digits("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        while text.count % 4 != 0 { text.append(UInt8(ascii: "=")) }
        return String(decoding: text, as: UTF8.self)
    }

    /// The digits for each six bits, the last filled up with zeros.
    private func digits(_ alphabet: String) -> [UInt8] {
        let alphabet = [UInt8](alphabet.utf8)
        var text: [UInt8] = []
        text.reserveCapacity((count + 2) / 3 * 4)
        var index = 0
        while index + 2 < count {
            let bits = Int(self[index]) << 16 | Int(self[index + 1]) << 8 | Int(self[index + 2])
            text.append(alphabet[bits >> 18])
            text.append(alphabet[bits >> 12 & 63])
            text.append(alphabet[bits >> 6 & 63])
            text.append(alphabet[bits & 63])
            index += 3
        }
        guard index < count else { return text }
        let isOne = index + 1 == count
        let bits = Int(self[index]) << 16 | (isOne ? 0 : Int(self[index + 1]) << 8)
        text.append(alphabet[bits >> 18])
        text.append(alphabet[bits >> 12 & 63])
        if !isOne { text.append(alphabet[bits >> 6 & 63]) }
        return text
    }

    /// The bytes that base64url spells, with its padding or without (RFC 4648, section 5); nil for any other text, and
    /// where bits that stand for nothing are set.
    public init?(base64URL text: some StringProtocol) {
        var digits = Array(text.utf8)
        if digits.count % 4 == 0 {
            for _ in 0..<2 where digits.last == UInt8(ascii: "=") { digits.removeLast() }
        }
        guard digits.count % 4 != 1 else { return nil }
        self = []
        reserveCapacity(digits.count * 3 / 4)
        var bits = 0
        var count = 0
        for digit in digits {
            guard let value = [UInt8].value(ofBase64URL: digit) else { return nil }
            bits = (bits << 6 | value) & 0xfff
            count += 6
            if count >= 8 {
                count -= 8
                append(UInt8(truncatingIfNeeded: bits >> count))
            }
        }
        guard bits & (1 << count - 1) == 0 else { return nil }
    }

    /// The bytes that base64 with padding spells (RFC 4648, section 4): each byte string has one spelling; nil for any
    /// other text.
    public init?(base64 text: some StringProtocol) {
        let digits = Array(text.utf8)
        guard digits.count.isMultiple(of: 4), !digits.contains(UInt8(ascii: "-")), !digits.contains(UInt8(ascii: "_"))
        else { return nil }
        let changed = digits.map { digit in
            switch digit {
            case UInt8(ascii: "+"): UInt8(ascii: "-")
            case UInt8(ascii: "/"): UInt8(ascii: "_")
            default: digit
            }
        }
        self.init(base64URL: String(decoding: changed, as: UTF8.self))
    }

    private static func value(ofBase64URL digit: UInt8) -> Int? {
        switch digit {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(digit) - 65
        case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(digit) - 71
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(digit) + 4
        case UInt8(ascii: "-"): 62
        case UInt8(ascii: "_"): 63
        default: nil
        }
    }
}
