import Cryptography
import Wire

/// Reads deterministic CBOR and names the field in every error.
struct DocumentReader: ~Escapable {
    private var reader: CBORReader

    /// A reader at the start of `source`.
    @_lifetime(copy source)
    init(_ source: Span<UInt8>) {
        reader = CBORReader(source)
    }

    /// A reader confined to `range` of `source`; offsets still count from the start of `source`.
    @_lifetime(copy source)
    init(_ source: Span<UInt8>, _ range: Range<Int>) {
        reader = CBORReader(source, range)
    }

    /// The offset of the next byte to read.
    var offset: Int { reader.offset }
    /// Whether nothing is left.
    var isAtEnd: Bool { reader.isAtEnd }

    /// Ends the reading: throws where bytes are left.
    func finish(_ field: StaticString) throws(DocumentError) {
        do { try reader.finish() } catch { throw DocumentError(error, field: field) }
    }

    @_lifetime(self: copy self)
    mutating func integer(_ field: StaticString) throws(DocumentError) -> Int64 {
        do { return try reader.integer() } catch { throw DocumentError(error, field: field) }
    }

    @_lifetime(self: copy self)
    mutating func unsigned(_ field: StaticString) throws(DocumentError) -> UInt64 {
        do { return try reader.unsigned() } catch { throw DocumentError(error, field: field) }
    }

    /// Reads an unsigned integer that must lie in `range`.
    @_lifetime(self: copy self)
    mutating func unsigned(_ field: StaticString, in range: ClosedRange<UInt64>) throws(DocumentError) -> UInt64 {
        let start = reader.offset
        let value = try unsigned(field)
        guard range.contains(value) else { throw DocumentError(.outOfRange, at: start, field: field.description) }
        return value
    }

    @_lifetime(self: copy self)
    mutating func array(_ field: StaticString) throws(DocumentError) -> Int {
        do { return try reader.array() } catch { throw DocumentError(error, field: field) }
    }

    /// Reads the head of an array whose count must lie in `range`.
    @_lifetime(self: copy self)
    mutating func array(_ field: StaticString, in range: ClosedRange<Int>) throws(DocumentError) -> Int {
        let start = reader.offset
        let count = try array(field)
        guard range.contains(count) else { throw DocumentError(.outOfRange, at: start, field: field.description) }
        return count
    }

    @_lifetime(self: copy self)
    mutating func array(_ expected: Int, _ field: StaticString) throws(DocumentError) {
        do { try reader.array(expected) } catch { throw DocumentError(error, field: field) }
    }

    @_lifetime(self: copy self)
    mutating func map(_ field: StaticString) throws(DocumentError) -> Int {
        do { return try reader.map() } catch { throw DocumentError(error, field: field) }
    }

    @_lifetime(self: copy self)
    mutating func map(_ expected: Int, _ field: StaticString) throws(DocumentError) {
        do { try reader.map(expected) } catch { throw DocumentError(error, field: field) }
    }

    /// Reads an integer, key or value, that must be `expected`.
    @_lifetime(self: copy self)
    mutating func constant(_ expected: Int64, _ field: StaticString) throws(DocumentError) {
        do { try reader.key(expected) } catch { throw DocumentError(error, field: field) }
    }

    /// Reads a tag's number.
    @_lifetime(self: copy self)
    mutating func tag(_ field: StaticString) throws(DocumentError) -> UInt64 {
        do { return try reader.tag() } catch { throw DocumentError(error, field: field) }
    }

    @_lifetime(self: copy self)
    mutating func tag(_ expected: UInt64, _ field: StaticString) throws(DocumentError) {
        do { try reader.tag(expected) } catch { throw DocumentError(error, field: field) }
    }

    @_lifetime(self: copy self)
    mutating func bytes(_ field: StaticString) throws(DocumentError) -> Range<Int> {
        do { return try reader.bytes() } catch { throw DocumentError(error, field: field) }
    }

    /// Reads a byte string whose length must lie in `lengths`.
    @_lifetime(self: copy self)
    mutating func bytes(_ field: StaticString, lengths: ClosedRange<Int>) throws(DocumentError) -> Range<Int> {
        let start = reader.offset
        let range = try bytes(field)
        guard lengths.contains(range.count) else {
            throw DocumentError(.outOfRange, at: start, field: field.description)
        }
        return range
    }

    @_lifetime(self: copy self)
    mutating func digest(_ field: StaticString) throws(DocumentError) -> Digest384 {
        let range = try bytes(field, lengths: Digest384.byteCount...Digest384.byteCount)
        guard let digest = Digest384(array(of: range)) else {
            throw DocumentError(.outOfRange, at: range.lowerBound, field: field.description)
        }
        return digest
    }

    /// Reads a digest, or an empty byte string for none.
    @_lifetime(self: copy self)
    mutating func optionalDigest(_ field: StaticString) throws(DocumentError) -> Digest384? {
        let start = reader.offset
        let range = try bytes(field)
        guard !range.isEmpty else { return nil }
        guard let digest = Digest384(array(of: range)) else {
            throw DocumentError(.outOfRange, at: start, field: field.description)
        }
        return digest
    }

    /// Reads printable ASCII text whose length must lie in `lengths`.
    @_lifetime(self: copy self)
    mutating func text(_ field: StaticString, lengths: ClosedRange<Int>) throws(DocumentError) -> String {
        let start = reader.offset
        let range: Range<Int>
        do { range = try reader.text() } catch { throw DocumentError(error, field: field) }
        guard lengths.contains(range.count) else {
            throw DocumentError(.outOfRange, at: start, field: field.description)
        }
        return String(decoding: array(of: range), as: UTF8.self)
    }

    /// Reads text that must be `expected`.
    @_lifetime(self: copy self)
    mutating func constant(text expected: String, _ field: StaticString) throws(DocumentError) {
        let start = reader.offset
        guard try text(field, lengths: 0...256) == expected else {
            throw DocumentError(.unexpectedItem, at: start, field: field.description)
        }
    }

    @_lifetime(self: copy self)
    mutating func boolean(_ field: StaticString) throws(DocumentError) -> Bool {
        do { return try reader.boolean() } catch { throw DocumentError(error, field: field) }
    }

    @_lifetime(self: copy self)
    mutating func operations(_ field: StaticString) throws(DocumentError) -> UInt128 {
        do { return UInt128(try reader.operations()) } catch { throw DocumentError(error, field: field) }
    }

    /// The bytes of a range that a read gave.
    func array(of range: Range<Int>) -> [UInt8] {
        [UInt8](copying: reader.source.extracting(range))
    }
}

extension UInt128 {
    /// The quantity that the messages carry in two words.
    public init(_ operations: Operations) {
        self = UInt128(operations.high) << 64 | UInt128(operations.low)
    }
}

extension Operations {
    /// The two words of a quantity.
    public init(_ value: UInt128) {
        self.init(high: UInt64(truncatingIfNeeded: value >> 64), low: UInt64(truncatingIfNeeded: value))
    }
}

extension [UInt8] {
    /// The bytes of a span.
    init(copying span: Span<UInt8>) {
        self = []
        reserveCapacity(span.count)
        for index in span.indices { append(span[index]) }
    }
}
