/// Base 64 with padding (RFC 4648, section 4), of which each byte string has exactly one spelling here.
enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let values: [UInt8?] = {
        var values = [UInt8?](repeating: nil, count: 256)
        for (value, digit) in alphabet.enumerated() { values[Int(digit)] = UInt8(value) }
        return values
    }()

    /// The text of some bytes.
    static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for position in 0..<4 {
                text.append(
                    position <= group.count ? alphabet[bits >> (18 - 6 * position) & 63] : UInt8(ascii: "="))
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes of a text; nil for any other text, also where bits that stand for nothing are not zero.
    static func decode(_ text: some StringProtocol) -> [UInt8]? {
        let digits = Array(text.utf8)
        guard digits.count.isMultiple(of: 4) else { return nil }
        let padding = digits.suffix(2).count { $0 == UInt8(ascii: "=") }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 4 * 3)
        for start in stride(from: 0, to: digits.count, by: 4) {
            let isLast = start + 4 == digits.count
            var bits = 0
            for (position, digit) in digits[start..<(start + 4)].enumerated() {
                let isPadding = isLast && position >= 4 - padding
                guard let value = isPadding ? (digit == UInt8(ascii: "=") ? 0 : nil) : values[Int(digit)] else {
                    return nil
                }
                bits = bits << 6 | Int(value)
            }
            let count = isLast ? 3 - padding : 3
            guard bits & ((1 << (8 * (3 - count))) - 1) == 0 else { return nil }
            for position in 0..<count { bytes.append(UInt8(truncatingIfNeeded: bits >> (16 - 8 * position))) }
        }
        return bytes
    }
}
