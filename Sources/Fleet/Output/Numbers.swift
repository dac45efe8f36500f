/// A whole number with commas between groups of three digits.
struct Grouped: CustomStringConvertible {
    let description: String

    init(_ value: some BinaryInteger) {
        var text = ""
        for (place, digit) in String(value).reversed().enumerated() {
            if place > 0, place % 3 == 0, digit != "-" { text.append(",") }
            text.append(digit)
        }
        description = String(text.reversed())
    }
}

/// A large quantity to three digits, such as 4.21e17; small ones in full.
struct Rounded: CustomStringConvertible {
    let description: String

    init(_ value: UInt128) {
        let digits = String(value)
        guard digits.count > 6 else {
            description = Grouped(value).description
            return
        }
        var leading = UInt128(digits.prefix(4)) ?? 0
        leading = (leading + 5) / 10
        var exponent = digits.count - 1
        if leading == 1000 {
            leading = 100
            exponent += 1
        }
        let text = String(leading)
        description = "\(text.prefix(1)).\(text.dropFirst())e\(exponent)"
    }
}

/// A share of a whole in per cent, to one decimal.
struct Percentage: CustomStringConvertible {
    let description: String

    init(_ part: UInt128, of whole: UInt128) {
        let (scaled, overflow) = part.multipliedReportingOverflow(by: 1000)
        guard whole > 0, !overflow else {
            description = "–"
            return
        }
        let tenths = scaled / whole
        description = tenths == 0 && part > 0 ? "under 0.1 %" : "\(tenths / 10).\(tenths % 10) %"
    }
}

/// A time of so many ticks: 1h 20m, 45s.
struct Elapsed: CustomStringConvertible {
    let description: String

    init(_ ticks: UInt64) {
        let parts = [(ticks / 86400, "d"), (ticks / 3600 % 24, "h"), (ticks / 60 % 60, "m"), (ticks % 60, "s")]
        let text = parts.filter { $0.0 > 0 }.map { "\($0.0)\($0.1)" }.joined(separator: " ")
        description = text.isEmpty ? "0s" : text
    }
}
