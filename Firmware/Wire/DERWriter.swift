/// Writes DER (X.690) from the end to the start, so that each length is known when its header is written.
public struct DERWriter<let capacity: Int>: ~Copyable {
    private var storage = InlineArray<capacity, UInt8>(repeating: 0)
    private var start = capacity
    /// Whether a byte was dropped for lack of room.
    public private(set) var overflowed = false

    /// An empty writer.
    public init() {}

    // Inlined by force: outlined, the getter returns a pointer into `self`, which the compiler (6.3.1) marks as not
    // captured, and stores to the buffer were then optimised away before loads through the span.
    /// What has been written.
    @inline(__always)
    public var bytes: Span<UInt8> {
        @_lifetime(borrow self)
        get { storage.span.extracting(start..<capacity) }
    }

    /// How many bytes have been written: a mark to close an element at.
    public var count: Int { capacity - start }

    /// Puts a byte in front.
    public mutating func prepend(_ byte: UInt8) {
        guard start > 0 else {
            overflowed = true
            return
        }
        start -= 1
        storage[start] = byte
    }

    /// Puts bytes in front, in their order.
    public mutating func prepend(_ bytes: Span<UInt8>) {
        var index = bytes.count
        while index > 0 {
            index -= 1
            prepend(bytes[index])
        }
    }

    /// Puts a string's UTF-8 in front.
    public mutating func prepend(_ string: StaticString) {
        var index = string.utf8CodeUnitCount
        while index > 0 {
            index -= 1
            // Sound: the index stays below the code unit count of a string that lives as long as the program.
            unsafe prepend(string.utf8Start[index])
        }
    }

    /// Puts lower-case hexadecimal digits of bytes in front.
    public mutating func prependHex(_ bytes: Span<UInt8>) {
        var index = bytes.count
        while index > 0 {
            index -= 1
            prepend(DERWriter.digit(bytes[index] & 15))
            prepend(DERWriter.digit(bytes[index] >> 4))
        }
    }

    /// Puts a tag and length in front of all that was written since `mark`.
    public mutating func close(_ tag: UInt8, since mark: Int) {
        let length = count - mark
        if length < 0x80 {
            prepend(UInt8(truncatingIfNeeded: length))
        } else if length < 0x100 {
            prepend(UInt8(truncatingIfNeeded: length))
            prepend(0x81)
        } else {
            prepend(UInt8(truncatingIfNeeded: length))
            prepend(UInt8(truncatingIfNeeded: length >> 8))
            prepend(0x82)
        }
        prepend(tag)
    }

    /// Puts an element with the given content in front.
    public mutating func element(_ tag: UInt8, _ content: Span<UInt8>) {
        let mark = count
        prepend(content)
        close(tag, since: mark)
    }

    /// Puts an unsigned INTEGER (or an implicitly tagged one) of big-endian bytes in front, shortest form.
    public mutating func unsigned(_ bytes: Span<UInt8>, tag: UInt8 = 0x02) {
        let mark = count
        var first = 0
        while first < bytes.count - 1, bytes[first] == 0 { first += 1 }
        prepend(bytes.extracting(first..<bytes.count))
        if bytes[first] >= 0x80 { prepend(0) }
        close(tag, since: mark)
    }

    /// Puts a small unsigned INTEGER in front.
    public mutating func unsigned(_ value: UInt32, tag: UInt8 = 0x02) {
        let bytes: InlineArray<4, UInt8> = [
            UInt8(truncatingIfNeeded: value >> 24), UInt8(truncatingIfNeeded: value >> 16),
            UInt8(truncatingIfNeeded: value >> 8), UInt8(truncatingIfNeeded: value),
        ]
        unsigned(bytes.span, tag: tag)
    }

    private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x61 + value - 10 }
}
