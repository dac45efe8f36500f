import Cryptography

extension UTCSeconds {
    /// The moment that an RFC 3339 date and time names, such as `2026-01-01T00:00:00Z`; nil for any other text.
    ///
    /// Whole seconds only, and no leap second: chip time has neither fractions nor leaps.
    public init?(rfc3339 text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
            bytes[10] | 0x20 == UInt8(ascii: "t"), bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
            let year = UTCSeconds.number(bytes[0..<4]), let month = UTCSeconds.number(bytes[5..<7]),
            let day = UTCSeconds.number(bytes[8..<10]), let hour = UTCSeconds.number(bytes[11..<13]),
            let minute = UTCSeconds.number(bytes[14..<16]), let second = UTCSeconds.number(bytes[17..<19]),
            (1...12).contains(month), (1...UTCSeconds.days(in: month, year)).contains(day), hour < 24, minute < 60,
            second < 60, let zone = UTCSeconds.zone(bytes[19...])
        else { return nil }
        let seconds = UTCSeconds.day(year, month, day) * 86400 + hour * 3600 + minute * 60 + second
        self.init(seconds - zone)
    }

    /// The moment in RFC 3339, in UTC.
    public var rfc3339: String {
        let days = value >= 0 ? value / 86400 : (value - 86399) / 86400
        let second = value - days * 86400
        let (year, month, day) = UTCSeconds.date(ofDay: days)
        let date = "\(UTCSeconds.pad(year, 4))-\(UTCSeconds.pad(month, 2))-\(UTCSeconds.pad(day, 2))"
        let hour = UTCSeconds.pad(second / 3600, 2)
        return "\(date)T\(hour):\(UTCSeconds.pad(second / 60 % 60, 2)):\(UTCSeconds.pad(second % 60, 2))Z"
    }

    private static func pad(_ value: Int64, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int64? {
        guard digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return digits.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
    }

    private static func zone(_ bytes: ArraySlice<UInt8>) -> Int64? {
        let zone = Array(bytes)
        if zone.count == 1, zone[0] | 0x20 == UInt8(ascii: "z") { return 0 }
        guard zone.count == 6, zone[0] == UInt8(ascii: "+") || zone[0] == UInt8(ascii: "-"),
            zone[3] == UInt8(ascii: ":"), let hours = number(zone[1..<3]), let minutes = number(zone[4..<6]),
            hours < 24, minutes < 60
        else { return nil }
        return (zone[0] == UInt8(ascii: "-") ? -1 : 1) * (hours * 3600 + minutes * 60)
    }

    private static func days(in month: Int64, _ year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days since 1970-01-01 in the proleptic Gregorian calendar: years counted from March, so that the leap day is last.
    private static func day(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        return shifted * 365 + floor(shifted, 4) - floor(shifted, 100) + floor(shifted, 400) + dayOfYear - 719_468
    }

    private static func date(ofDay day: Int64) -> (Int64, Int64, Int64) {
        let shifted = day + 719_468
        let era = floor(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }

    private static func floor(_ value: Int64, _ divisor: Int64) -> Int64 {
        value >= 0 ? value / divisor : (value - divisor + 1) / divisor
    }
}
