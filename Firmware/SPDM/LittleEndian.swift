import Wire

/// SPDM's numbers are little-endian.
enum LittleEndian {
    /// The two bytes at an offset that is known to be inside.
    static func two(_ bytes: Span<UInt8>, _ offset: Int) -> Int { Int(bytes[offset]) | Int(bytes[offset + 1]) << 8 }

    /// The four bytes at an offset that is known to be inside.
    static func four(_ bytes: Span<UInt8>, _ offset: Int) -> UInt32 {
        UInt32(bytes[offset]) | UInt32(bytes[offset + 1]) << 8 | UInt32(bytes[offset + 2]) << 16
            | UInt32(bytes[offset + 3]) << 24
    }
}

extension ByteSink where Self: ~Copyable {
    /// Writes the low `bytes` bytes of a value, the least significant first.
    mutating func littleEndian(_ value: UInt64, bytes: Int) {
        var index = 0
        while index < bytes {
            write(UInt8(truncatingIfNeeded: value >> UInt64(index * 8)))
            index += 1
        }
    }

    /// Writes a length or number of two bytes.
    mutating func two(_ value: Int) { littleEndian(UInt64(truncatingIfNeeded: value), bytes: 2) }

    /// Writes the 16 bytes of a quantity, the least significant first.
    mutating func littleEndian(_ value: Operations) {
        littleEndian(value.low, bytes: 8)
        littleEndian(value.high, bytes: 8)
    }
}
