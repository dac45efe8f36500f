/// Why a trace can't be used: where, what, and what would mend it.
package struct TraceError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong.
    package enum Code: Hashable, Sendable {
        /// There is no byte in the file.
        case empty
        /// The first line is another one.
        case header
        /// There is a header and nothing else.
        case noRequests
        /// A line has too few or too many columns.
        case columns
        /// A time is no date and time.
        case timestamp
        /// A time is before the one above it.
        case order
        /// A count of tokens is no number in range.
        case tokens
        /// A line is longer than any of a trace.
        case lineTooLong
        /// There are more requests than can be held.
        case tooMany
    }

    /// The file.
    package let file: String
    /// The line, from 1.
    package let line: Int
    /// What is wrong.
    package let code: Code

    /// File and line, what is wrong, the mend.
    package var description: String {
        let (reason, mend) = words
        return "\(file):\(line): \(reason); \(mend)"
    }

    /// What is wrong, and the mend.
    var words: (reason: String, mend: String) {
        switch code {
        case .empty: ("the file is empty", "give a trace with the header \(TraceParser.header)")
        case .header: ("this is not the header of a trace", "start the file with \(TraceParser.header)")
        case .noRequests: ("no request follows the header", "give at least one")
        case .columns:
            (
                "the line does not have three columns; the file may be cut off here",
                "give time, prompt tokens and generated tokens, or get the whole file"
            )
        case .timestamp: ("the time can't be read", "write it as 2023-11-16 18:17:03.9799600")
        case .order: ("the time is before that of the line above", "sort the lines by time")
        case .tokens:
            ("a count of tokens is not from 1 to \(TraceParser.mostTokens)", "give whole numbers in that range")
        case .lineTooLong: ("the line is too long for a trace", "give the CSV file as it was published")
        case .tooMany:
            ("there are more than \(TraceParser.mostRequests) requests", "cut the trace into shorter ones")
        }
    }
}
