/// Reads a trace piece by piece: bytes may come in parts of any length, and any bytes give requests or an error.
package struct TraceParser {
    /// The first line.
    package static let header = "TIMESTAMP,ContextTokens,GeneratedTokens"
    /// The most tokens of a prompt or an answer: 2^27.
    package static let mostTokens: UInt32 = 1 << 27
    /// The most requests.
    package static let mostRequests = 50_000_000
    private static let longestLine = 128

    private let file: String
    private var line = 1
    private var pending: [UInt8] = []
    private var hasBytes = false
    private var first: UInt64?
    private var last: UInt64 = 0
    private var requests: [RecordedRequest] = []

    /// A parser at the start of a file.
    package init(file: String) { self.file = file }

    /// Takes the next bytes.
    package mutating func read(_ bytes: Span<UInt8>) throws(TraceError) {
        for index in bytes.indices {
            let byte = bytes[index]
            hasBytes = true
            if byte == UInt8(ascii: "\n") {
                if pending.last == UInt8(ascii: "\r") { pending.removeLast() }
                try take()
                pending.removeAll(keepingCapacity: true)
                line += 1
            } else {
                guard pending.count < TraceParser.longestLine else { throw error(line == 1 ? .header : .lineTooLong) }
                pending.append(byte)
            }
        }
    }

    /// Ends the file; its last line need not end in a line feed.
    package mutating func finish() throws(TraceError) -> [RecordedRequest] {
        guard hasBytes else { throw error(.empty) }
        if !pending.isEmpty { try take() }
        guard !requests.isEmpty else { throw error(.noRequests) }
        return requests
    }

    private func error(_ code: TraceError.Code) -> TraceError { TraceError(file: file, line: line, code: code) }

    private mutating func take() throws(TraceError) {
        guard line > 1 else {
            guard pending.elementsEqual(TraceParser.header.utf8) else { throw error(.header) }
            return
        }
        guard requests.count < TraceParser.mostRequests else { throw error(.tooMany) }
        let columns = pending.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        guard columns.count == 3 else { throw error(.columns) }
        guard let time = TraceParser.time(columns[0]) else { throw error(.timestamp) }
        guard time >= last else { throw error(.order) }
        guard let prompt = TraceParser.tokens(columns[1]), let generated = TraceParser.tokens(columns[2]) else {
            throw error(.tokens)
        }
        last = time
        let start = first ?? time
        first = start
        requests.append(
            RecordedRequest(arrival: time - start, promptTokens: prompt, generatedTokens: generated))
    }

    private static func tokens(_ text: ArraySlice<UInt8>) -> UInt32? {
        guard let value = number(text, digits: 1...9), (1...UInt64(mostTokens)).contains(value) else { return nil }
        return UInt32(value)
    }

    private static func number(_ text: ArraySlice<UInt8>, digits: ClosedRange<Int>) -> UInt64? {
        guard digits.contains(text.count), text.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return text.reduce(0) { $0 * 10 + UInt64($1 - 0x30) }
    }

    /// Nanoseconds since the year 2000 of `2023-11-16 18:17:03.9799600`, with up to nine decimals or none.
    private static func time(_ text: ArraySlice<UInt8>) -> UInt64? {
        let bytes = Array(text)
        guard bytes.count == 19 || (21...29).contains(bytes.count), bytes[4] == UInt8(ascii: "-"),
            bytes[7] == UInt8(ascii: "-"), bytes[10] == UInt8(ascii: " "), bytes[13] == UInt8(ascii: ":"),
            bytes[16] == UInt8(ascii: ":"), let year = number(bytes[0..<4], digits: 4...4),
            (2000...2199).contains(year),
            let month = number(bytes[5..<7], digits: 2...2), (1...12).contains(month),
            let day = number(bytes[8..<10], digits: 2...2), (1...length(of: month, year)).contains(day),
            let hour = number(bytes[11..<13], digits: 2...2), hour < 24,
            let minute = number(bytes[14..<16], digits: 2...2), minute < 60,
            let second = number(bytes[17..<19], digits: 2...2), second < 60
        else { return nil }
        var fraction: UInt64 = 0
        if bytes.count > 19 {
            guard bytes[19] == UInt8(ascii: "."), let digits = number(bytes[20...], digits: 1...9) else { return nil }
            fraction = (bytes.count..<29).reduce(digits) { value, _ in value * 10 }
        }
        let years = (2000..<year).reduce(UInt64(0)) { $0 + (isLeap($1) ? 366 : 365) }
        let months = (1..<month).reduce(UInt64(0)) { $0 + length(of: $1, year) }
        let seconds = ((years + months + day - 1) * 24 + hour) * 3600 + minute * 60 + second
        return seconds * 1_000_000_000 + fraction
    }

    private static func isLeap(_ year: UInt64) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    private static func length(of month: UInt64, _ year: UInt64) -> UInt64 {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
