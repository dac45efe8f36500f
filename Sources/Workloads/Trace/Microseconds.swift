import Attestation

/// Times in microseconds, as traces write them, with decimals or without.
enum Microseconds {
    /// The latest time: 2^62 nanoseconds, 146 years.
    static let mostNanoseconds: UInt64 = 1 << 62

    /// The nanoseconds of a whole number of microseconds.
    static func nanoseconds(_ value: UInt64, field: String) throws(RecordFault) -> UInt64 {
        let (product, overflow) = value.multipliedReportingOverflow(by: 1000)
        guard !overflow, product <= mostNanoseconds else { throw fault(field, "\(value)") }
        return product
    }

    /// The nanoseconds of a number in JSON; nil where there is none. Decimals beyond the third are dropped.
    static func nanoseconds(_ value: JSONValue?, field: String) throws(RecordFault) -> UInt64? {
        guard let value, value.content != .null else { return nil }
        guard case .number(let text) = value.content else { throw fault(field, "no number") }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        if let whole = UInt64(parts[0]), parts.count == 1 || parts[1].allSatisfy(\.isNumber) {
            var decimals = parts.count == 2 ? String(parts[1].prefix(3)) : ""
            while decimals.count < 3 { decimals += "0" }
            let (sum, overflow) = try nanoseconds(whole, field: field)
                .addingReportingOverflow(UInt64(decimals) ?? 0)
            guard !overflow else { throw fault(field, text) }
            return sum
        }
        // An exponent: spelt by a program that went through floating point.
        guard let time = Double(text), time >= 0, time * 1000 <= Double(mostNanoseconds) else {
            throw fault(field, text)
        }
        return UInt64(time * 1000)
    }

    private static func fault(_ field: String, _ text: String) -> RecordFault {
        RecordFault(field, "a time is \(text); it must be from 0 to 2^62 nanoseconds")
    }
}
