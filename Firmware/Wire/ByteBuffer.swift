/// A byte string of bounded length, held in place: what the firmware uses where others would allocate.
///
/// A write past the capacity sets `overflowed` and is dropped; whoever sends the buffer must look at that flag.
public struct ByteBuffer<let capacity: Int>: ~Copyable, ByteSink {
    private var storage = InlineArray<capacity, UInt8>(repeating: 0)
    /// How many bytes are held.
    public private(set) var count = 0
    /// Whether a byte was dropped for lack of room since the last `clear()`.
    public private(set) var overflowed = false

    /// An empty buffer.
    public init() {}

    // Inlined by force: outlined, the getter returns a pointer into `self`, which the compiler (6.3.1) marks as not
    // captured, and stores to the buffer were then optimised away before loads through the span.
    /// The bytes held.
    @inline(__always)
    public var bytes: Span<UInt8> {
        @_lifetime(borrow self)
        get { storage.span.extracting(0..<count) }
    }

    /// How many more bytes fit.
    public var room: Int { capacity - count }

    /// Appends a byte.
    public mutating func write(_ byte: UInt8) {
        guard count < capacity else {
            overflowed = true
            return
        }
        storage[count] = byte
        count += 1
    }

    /// Empties the buffer.
    public mutating func clear() {
        count = 0
        overflowed = false
    }
}
