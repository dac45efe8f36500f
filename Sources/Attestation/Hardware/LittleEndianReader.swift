/// Reads the fixed fields of SPDM messages: little-endian (DSP0274, section 1.4), every length checked first.
struct LittleEndianReader {
    private let bytes: [UInt8]
    private(set) var offset: Int
    private let end: Int

    /// A reader of `range` of `bytes`, which must lie within; offsets count from the start of `bytes`.
    init(_ bytes: [UInt8], _ range: Range<Int>) {
        self.bytes = bytes
        offset = range.lowerBound
        end = range.upperBound
    }

    /// Whether nothing is left.
    var isAtEnd: Bool { offset == end }

    /// The next `count` bytes.
    mutating func bytes(_ count: Int, _ field: String) throws(DocumentError) -> [UInt8] {
        Array(bytes[try range(count, field)])
    }

    /// Where the next `count` bytes are; passes over them.
    mutating func range(_ count: Int, _ field: String) throws(DocumentError) -> Range<Int> {
        guard count <= end - offset else { throw DocumentError(.truncated, at: offset, field: field) }
        defer { offset += count }
        return offset..<(offset + count)
    }

    /// An unsigned integer of 1 to 4 bytes.
    mutating func unsigned(_ count: Int, _ field: String) throws(DocumentError) -> Int {
        try bytes(count, field).reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    /// A byte that must have a value.
    mutating func constant(_ value: UInt8, _ field: String) throws(DocumentError) {
        let start = offset
        guard try unsigned(1, field) == Int(value) else {
            throw DocumentError(.unexpectedItem, at: start, field: field)
        }
    }

    /// Ends the reading: throws where bytes are left.
    func finish(_ field: String) throws(DocumentError) {
        guard isAtEnd else { throw DocumentError(.trailingBytes, at: offset, field: field) }
    }
}

extension [UInt8] {
    /// An unsigned integer in a number of bytes, little-endian.
    static func littleEndian(_ value: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
}
