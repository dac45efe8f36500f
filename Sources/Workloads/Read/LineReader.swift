/// Cuts bytes that come in pieces into lines, ending in LF or CRLF.
struct LineReader {
    /// The longest line, in bytes.
    let longest: Int
    /// The number of the line that is being read, from 1.
    private(set) var line = 1
    private var pending: [UInt8] = []

    init(longest: Int) { self.longest = longest }

    /// Takes the next bytes and hands on every line that they end; false where a line is too long.
    mutating func read(
        _ bytes: [UInt8], _ body: (_ line: Int, [UInt8]) throws(WorkloadError) -> Void
    ) throws(WorkloadError) -> Bool {
        for byte in bytes {
            if byte == UInt8(ascii: "\n") {
                if pending.last == UInt8(ascii: "\r") { pending.removeLast() }
                try body(line, pending)
                pending.removeAll(keepingCapacity: true)
                line += 1
            } else {
                guard pending.count < longest else { return false }
                pending.append(byte)
            }
        }
        return true
    }

    /// Hands on the last line, where it has no line feed.
    mutating func finish(_ body: (_ line: Int, [UInt8]) throws(WorkloadError) -> Void) throws(WorkloadError) {
        if !pending.isEmpty { try body(line, pending) }
        pending = []
    }
}
