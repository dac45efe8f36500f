/// The operations of RV32I and M whose corner cases deserve one place.
enum Arithmetic {
    /// High half of signed × signed (Unprivileged specification, section 7.1).
    @inline(__always)
    static func mulh(_ a: UInt32, _ b: UInt32) -> UInt32 {
        high(Int64(Int32(bitPattern: a)) &* Int64(Int32(bitPattern: b)))
    }

    /// High half of signed × unsigned.
    @inline(__always)
    static func mulhsu(_ a: UInt32, _ b: UInt32) -> UInt32 {
        high(Int64(Int32(bitPattern: a)) &* Int64(b))
    }

    /// High half of unsigned × unsigned.
    @inline(__always)
    static func mulhu(_ a: UInt32, _ b: UInt32) -> UInt32 {
        UInt32(truncatingIfNeeded: (UInt64(a) &* UInt64(b)) >> 32)
    }

    /// Signed quotient: all ones for a zero divisor, the dividend on overflow (table 7.1).
    @inline(__always)
    static func div(_ a: UInt32, _ b: UInt32) -> UInt32 {
        guard b != 0 else { return ~0 }
        // In 64 bits -2³¹ / -1 doesn't overflow, and its low half is the answer that the table asks for.
        return UInt32(truncatingIfNeeded: Int64(Int32(bitPattern: a)) / Int64(Int32(bitPattern: b)))
    }

    /// Unsigned quotient: all ones for a zero divisor.
    @inline(__always)
    static func divu(_ a: UInt32, _ b: UInt32) -> UInt32 {
        b == 0 ? ~0 : a / b
    }

    /// Signed remainder: the dividend for a zero divisor, zero on overflow.
    @inline(__always)
    static func rem(_ a: UInt32, _ b: UInt32) -> UInt32 {
        guard b != 0 else { return a }
        return UInt32(truncatingIfNeeded: Int64(Int32(bitPattern: a)) % Int64(Int32(bitPattern: b)))
    }

    /// Unsigned remainder: the dividend for a zero divisor.
    @inline(__always)
    static func remu(_ a: UInt32, _ b: UInt32) -> UInt32 {
        b == 0 ? a : a % b
    }

    /// Shift right, copying the sign bit.
    @inline(__always)
    static func sra(_ a: UInt32, _ amount: UInt32) -> UInt32 {
        UInt32(bitPattern: Int32(bitPattern: a) &>> Int32(truncatingIfNeeded: amount))
    }

    /// Whether a < b, signed.
    @inline(__always)
    static func less(_ a: UInt32, _ b: UInt32) -> Bool {
        Int32(bitPattern: a) < Int32(bitPattern: b)
    }

    @inline(__always)
    private static func high(_ product: Int64) -> UInt32 {
        UInt32(truncatingIfNeeded: product >> 32)
    }
}
