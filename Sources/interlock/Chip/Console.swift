/// What a program prints: passed on a line at a time, or kept for a JSON result.
struct Console {
    let isKept: Bool
    private var bytes: [UInt8] = []

    init(isKept: Bool) {
        self.isKept = isKept
    }

    var kept: String { String(decoding: bytes, as: UTF8.self) }

    mutating func put(_ byte: UInt8) {
        bytes.append(byte)
        if byte == 10 { flush() }
    }

    /// Passes on what is left, as a whole line.
    mutating func finish() {
        if bytes.last != 10 && !bytes.isEmpty && !isKept { bytes.append(10) }
        flush()
    }

    private mutating func flush() {
        guard !isKept else { return }
        print(kept, terminator: "")
        bytes.removeAll(keepingCapacity: true)
    }
}
