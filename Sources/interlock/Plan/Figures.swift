import Foundation

/// Numbers as plans print them.
enum Figures {
    /// A probability in per cent, to two decimals; what is not quite all or nothing is not rounded to it.
    static func percent(_ probability: Double) -> String {
        if probability > 0, probability < 0.0001 { return "under 0.01 %" }
        if probability < 1, probability > 0.9999 { return "over 99.99 %" }
        var digits = String(format: "%.2f", probability * 100)
        while digits.last == "0" { digits.removeLast() }
        if digits.last == "." { digits.removeLast() }
        return "\(digits) %"
    }

    /// A number of samples as the published table prints it: whole below 1,000, then three digits and a power of ten.
    static func samples(_ value: Double) -> String {
        let whole = value.rounded(.down)
        return whole < 1000 ? String(format: "%.0f", whole) : String(format: "%.2e", whole)
    }

    /// A whole number with commas.
    static func grouped(_ value: Int) -> String { grouped(String(value)) }

    /// Digits in groups of three.
    static func grouped(_ digits: String) -> String {
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { text += "," }
            text.append(digit)
        }
        return text
    }

    /// `1 chip`, `2 chips`.
    static func chips(_ count: Int) -> String { "\(grouped(count)) chip\(count == 1 ? "" : "s")" }

    /// A number for programs, to nine digits.
    static func number(_ value: Double) -> String { String(format: "%.9g", value) }
}
