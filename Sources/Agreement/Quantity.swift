/// Exact whole numbers as people write them.
package enum Quantity {
    /// The number that decimal digits spell, with underscores between digits, a fraction and an exponent if wanted.
    ///
    /// - Returns: nil unless the value is a whole number below 2^128.
    package static func parse(_ text: String) -> UInt128? {
        let parts = text.lowercased().split(separator: "e", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count) else { return nil }
        var exponent = 0
        if parts.count == 2 {
            let digits = parts[1].first == "+" ? parts[1].dropFirst() : parts[1]
            guard let value = number(digits), value <= 60 else { return nil }
            exponent = Int(value)
        }
        let decimals = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(decimals.count), let whole = digits(decimals[0]), !whole.isEmpty else { return nil }
        var fraction: [UInt8] = []
        if decimals.count == 2 {
            guard let digits = digits(decimals[1]), !digits.isEmpty else { return nil }
            fraction = digits
        }
        while fraction.last == UInt8(ascii: "0") { fraction.removeLast() }
        guard fraction.count <= exponent else { return nil }
        let zeros = [UInt8](repeating: UInt8(ascii: "0"), count: exponent - fraction.count)
        return UInt128(String(decoding: whole + fraction + zeros, as: UTF8.self))
    }

    private static func number(_ text: Substring) -> UInt64? {
        text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? UInt64(text) : nil
    }

    /// The digits of a part, without underscores; nil where an underscore does not stand between digits.
    private static func digits(_ text: Substring) -> [UInt8]? {
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == UInt8(ascii: "_") }),
            text.first != "_", text.last != "_", !text.contains("__")
        else { return nil }
        return text.utf8.filter { $0 != UInt8(ascii: "_") }
    }
}
