/// Reads deterministic CBOR (RFC 8949, section 4.2.1) and refuses any other encoding.
///
/// It borrows the bytes and hands out ranges of them, so it needs no heap. Every read checks its bounds first.
public struct CBORReader: ~Escapable {
    /// All the bytes, from the start of the message.
    public let source: Span<UInt8>
    /// The offset of the next byte to read.
    public private(set) var offset: Int

    /// A reader at the start of `source`.
    @_lifetime(copy source)
    public init(_ source: Span<UInt8>) {
        self.source = source
        offset = 0
    }

    /// A reader confined to `range` of `source`; offsets still count from the start of `source`.
    @_lifetime(copy source)
    public init(_ source: Span<UInt8>, _ range: Range<Int>) {
        self.source = source.extracting(0..<range.upperBound)
        offset = range.lowerBound
    }

    /// Whether nothing is left.
    public var isAtEnd: Bool { offset == source.count }

    /// The next item's major type, 0 to 7, or nil at the end.
    public var nextMajorType: UInt8? { offset < source.count ? source[offset] >> 5 : nil }

    /// Ends the reading: throws where bytes are left.
    public func finish() throws(WireError) {
        guard isAtEnd else { throw WireError(.trailingBytes, at: offset) }
    }

    /// Reads a head of the given major type and returns its argument.
    @_lifetime(self: copy self)
    package mutating func head(_ major: UInt8) throws(WireError) -> UInt64 {
        let start = offset
        guard start < source.count else { throw WireError(.truncated, at: start) }
        let initial = source[start]
        guard initial & 0xe0 == major else { throw WireError(.unexpectedType, at: start) }
        let information = initial & 0x1f
        if information < 24 {
            offset = start + 1
            return UInt64(information)
        }
        guard information < 28 else { throw WireError(.notDeterministic, at: start) }
        let length = 1 << Int(information - 24)
        guard source.count - start > length else { throw WireError(.truncated, at: start) }
        var value: UInt64 = 0
        var index = 1
        while index <= length {
            value = value << 8 | UInt64(source[start + index])
            index += 1
        }
        let least: UInt64 = length == 1 ? 24 : length == 2 ? 0x100 : length == 4 ? 0x1_0000 : 0x1_0000_0000
        guard value >= least else { throw WireError(.notDeterministic, at: start) }
        offset = start + 1 + length
        return value
    }

    /// Reads an unsigned integer.
    @_lifetime(self: copy self)
    public mutating func unsigned() throws(WireError) -> UInt64 { try head(MajorType.unsigned) }

    /// Reads an unsigned integer of at most 32 bits.
    @_lifetime(self: copy self)
    public mutating func unsigned32() throws(WireError) -> UInt32 {
        let start = offset
        let value = try unsigned()
        guard value <= UInt64(UInt32.max) else { throw WireError(.outOfRange, at: start) }
        return UInt32(truncatingIfNeeded: value)
    }

    /// Reads an integer of either sign.
    @_lifetime(self: copy self)
    public mutating func integer() throws(WireError) -> Int64 {
        let start = offset
        let isNegative = nextMajorType == 1
        let value = try head(isNegative ? MajorType.negative : MajorType.unsigned)
        guard value <= UInt64(Int64.max) else { throw WireError(.outOfRange, at: start) }
        return isNegative ? -1 - Int64(value) : Int64(value)
    }

    /// Reads the head of a container whose items can't be more than the bytes left.
    @_lifetime(self: copy self)
    private mutating func count(_ major: UInt8) throws(WireError) -> Int {
        let start = offset
        let value = try head(major)
        guard value <= UInt64(source.count - offset) else { throw WireError(.truncated, at: start) }
        return Int(value)
    }

    /// Reads an array's head and returns how many items follow.
    @_lifetime(self: copy self)
    public mutating func array() throws(WireError) -> Int { try count(MajorType.array) }

    /// Reads the head of an array that must have `expected` items.
    @_lifetime(self: copy self)
    public mutating func array(_ expected: Int) throws(WireError) {
        let start = offset
        guard try array() == expected else { throw WireError(.unexpectedItem, at: start) }
    }

    /// Reads a map's head and returns how many pairs follow.
    @_lifetime(self: copy self)
    public mutating func map() throws(WireError) -> Int { try count(MajorType.map) }

    /// Reads the head of a map that must have `expected` pairs.
    @_lifetime(self: copy self)
    public mutating func map(_ expected: Int) throws(WireError) {
        let start = offset
        guard try map() == expected else { throw WireError(.unexpectedItem, at: start) }
    }

    /// Reads an integer key that must be `expected`.
    @_lifetime(self: copy self)
    public mutating func key(_ expected: Int64) throws(WireError) {
        let start = offset
        guard try integer() == expected else { throw WireError(.unexpectedItem, at: start) }
    }

    /// Reads a tag's number.
    @_lifetime(self: copy self)
    public mutating func tag() throws(WireError) -> UInt64 { try head(MajorType.tag) }

    /// Reads a tag that must be `expected`.
    @_lifetime(self: copy self)
    public mutating func tag(_ expected: UInt64) throws(WireError) {
        let start = offset
        guard try head(MajorType.tag) == expected else { throw WireError(.unexpectedItem, at: start) }
    }

    /// Reads a byte string and returns where its bytes are.
    @_lifetime(self: copy self)
    public mutating func bytes() throws(WireError) -> Range<Int> {
        let length = try count(MajorType.bytes)
        let start = offset
        offset = start + length
        return start..<offset
    }

    /// Reads a byte string of exactly `length` bytes.
    @_lifetime(self: copy self)
    public mutating func bytes(_ length: Int) throws(WireError) -> Range<Int> {
        let start = offset
        let range = try bytes()
        guard range.count == length else { throw WireError(.outOfRange, at: start) }
        return range
    }

    /// Reads a digest.
    @_lifetime(self: copy self)
    public mutating func digest() throws(WireError) -> Digest {
        let start = offset
        let range = try bytes()
        guard let digest = Digest(source.extracting(range)) else { throw WireError(.outOfRange, at: start) }
        return digest
    }

    /// Reads a digest, or an empty byte string for one of zeros.
    @_lifetime(self: copy self)
    public mutating func optionalDigest() throws(WireError) -> Digest {
        guard offset < source.count, source[offset] == MajorType.bytes else { return try digest() }
        offset += 1
        return .zero
    }

    /// Reads a text string and returns where its UTF-8 bytes are. Only ASCII is taken: no message here has more.
    @_lifetime(self: copy self)
    public mutating func text() throws(WireError) -> Range<Int> {
        let length = try count(MajorType.text)
        let start = offset
        var index = start
        while index < start + length {
            guard source[index] >= 0x20, source[index] < 0x7f else { throw WireError(.invalidText, at: index) }
            index += 1
        }
        offset = start + length
        return start..<offset
    }

    /// Reads true or false.
    @_lifetime(self: copy self)
    public mutating func boolean() throws(WireError) -> Bool {
        guard offset < source.count else { throw WireError(.truncated, at: offset) }
        let byte = source[offset]
        guard byte == 0xf4 || byte == 0xf5 else { throw WireError(.unexpectedType, at: offset) }
        offset += 1
        return byte == 0xf5
    }

    /// Reads a 128-bit quantity in preferred serialization.
    @_lifetime(self: copy self)
    public mutating func operations() throws(WireError) -> Operations {
        guard nextMajorType == 6 else { return Operations(low: try unsigned()) }
        let start = offset
        try tag(2)
        let range = try bytes()
        guard range.count > 8, range.count <= 16 else { throw WireError(.outOfRange, at: start) }
        guard source[range.lowerBound] != 0 else { throw WireError(.notDeterministic, at: start) }
        var value = Operations.zero
        for index in range {
            value.high = value.high << 8 | value.low >> 56
            value.low = value.low << 8 | UInt64(source[index])
        }
        return value
    }
}
