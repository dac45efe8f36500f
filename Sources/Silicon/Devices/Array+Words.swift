extension [UInt8] {
    /// The four bytes from an offset, the first lowest; bytes past the end read zero.
    func word(at offset: Int) -> UInt32 {
        guard offset + 4 <= count else {
            var word: UInt32 = 0
            for index in 0..<4 where offset + index < count {
                word |= UInt32(self[offset + index]) << UInt32(index * 8)
            }
            return word
        }
        return UInt32(self[offset]) | UInt32(self[offset + 1]) << 8 | UInt32(self[offset + 2]) << 16
            | UInt32(self[offset + 3]) << 24
    }

    /// Puts a word's bytes from an offset on, the lowest first; what falls past the end is lost.
    mutating func setWord(_ word: UInt32, at offset: Int) {
        for index in 0..<4 where offset + index < count {
            self[offset + index] = UInt8(truncatingIfNeeded: word >> UInt32(index * 8))
        }
    }
}

extension UInt128 {
    /// The 32-bit word at an index, 0 the least significant.
    func word(_ index: UInt32) -> UInt32 { UInt32(truncatingIfNeeded: self >> UInt128(index * 32)) }
}
