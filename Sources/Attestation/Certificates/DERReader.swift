/// Reads the few forms of DER that DICE extensions use (X.690, section 10): definite, shortest lengths only.
struct DERReader {
    private let bytes: [UInt8]
    private(set) var offset: Int
    private let end: Int

    /// A reader of all of `bytes`.
    init(_ bytes: [UInt8]) {
        self.init(bytes, 0..<bytes.count)
    }

    private init(_ bytes: [UInt8], _ range: Range<Int>) {
        self.bytes = bytes
        offset = range.lowerBound
        end = range.upperBound
    }

    /// The next element's tag byte, or nil at the end.
    var nextTag: UInt8? { offset < end ? bytes[offset] : nil }

    /// Reads an element with this tag and returns where its content is.
    mutating func element(_ tag: UInt8, _ field: String) throws(DocumentError) -> Range<Int> {
        guard let found = nextTag else { throw DocumentError(.truncated, at: offset, field: field) }
        guard found == tag else { throw DocumentError(.unexpectedType, at: offset, field: field) }
        let lengthOffset = offset + 1
        guard lengthOffset < end else { throw DocumentError(.truncated, at: lengthOffset, field: field) }
        var length = Int(bytes[lengthOffset])
        var start = lengthOffset + 1
        if length >= 0x80 {
            let octets = length & 0x7f
            guard octets == 1 || octets == 2 else {
                throw DocumentError(octets == 0 ? .notDeterministic : .tooLong, at: lengthOffset, field: field)
            }
            guard start + octets <= end else { throw DocumentError(.truncated, at: start, field: field) }
            length = bytes[start..<(start + octets)].reduce(0) { $0 << 8 | Int($1) }
            guard length >= (octets == 1 ? 0x80 : 0x100) else {
                throw DocumentError(.notDeterministic, at: lengthOffset, field: field)
            }
            start += octets
        }
        guard length <= end - start else { throw DocumentError(.truncated, at: lengthOffset, field: field) }
        offset = start + length
        return start..<offset
    }

    /// A reader of the content of a constructed element with this tag.
    mutating func constructed(_ tag: UInt8, _ field: String) throws(DocumentError) -> DERReader {
        DERReader(bytes, try element(tag, field))
    }

    /// Reads UTF-8 text under an implicit tag.
    mutating func text(_ tag: UInt8, _ field: String) throws(DocumentError) -> String {
        let range = try element(tag, field)
        guard let text = String(validating: bytes[range], as: UTF8.self) else {
            throw DocumentError(.invalidText, at: range.lowerBound, field: field)
        }
        return text
    }

    /// Reads a non-negative integer below 2^63 under an implicit tag.
    mutating func unsigned(_ tag: UInt8, _ field: String) throws(DocumentError) -> UInt64 {
        let range = try element(tag, field)
        guard (1...8).contains(range.count), bytes[range.lowerBound] < 0x80 else {
            throw DocumentError(.outOfRange, at: range.lowerBound, field: field)
        }
        guard range.count == 1 || bytes[range.lowerBound] != 0 || bytes[range.lowerBound + 1] >= 0x80 else {
            throw DocumentError(.notDeterministic, at: range.lowerBound, field: field)
        }
        return bytes[range].reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// The content bytes of the next element, which must have this tag.
    mutating func content(_ tag: UInt8, _ field: String) throws(DocumentError) -> [UInt8] {
        Array(bytes[try element(tag, field)])
    }

    /// Passes over whatever element comes next.
    mutating func skip(_ field: String) throws(DocumentError) {
        guard let tag = nextTag else { return }
        _ = try element(tag, field)
    }

    /// Ends the reading: throws where bytes are left.
    func finish(_ field: String) throws(DocumentError) {
        guard offset == end else { throw DocumentError(.trailingBytes, at: offset, field: field) }
    }
}
