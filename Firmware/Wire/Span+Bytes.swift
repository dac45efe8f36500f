extension Span<UInt8> {
    /// Whether both hold the same bytes; looks at every byte whatever it finds.
    public func agrees(with other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        var difference: UInt8 = 0
        var index = 0
        while index < count {
            difference |= self[index] ^ other[index]
            index += 1
        }
        return difference == 0
    }

    /// The first four bytes, which must be there, as a big-endian word.
    public var bigEndianWord: UInt32 {
        UInt32(self[0]) << 24 | UInt32(self[1]) << 16 | UInt32(self[2]) << 8 | UInt32(self[3])
    }
}
