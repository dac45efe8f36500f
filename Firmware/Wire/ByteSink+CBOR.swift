/// CBOR major types (RFC 8949, section 3.1), in the top three bits of an initial byte.
package enum MajorType {
    package static let unsigned: UInt8 = 0 << 5
    package static let negative: UInt8 = 1 << 5
    package static let bytes: UInt8 = 2 << 5
    package static let text: UInt8 = 3 << 5
    package static let array: UInt8 = 4 << 5
    package static let map: UInt8 = 5 << 5
    package static let tag: UInt8 = 6 << 5
    package static let simple: UInt8 = 7 << 5
}

extension ByteSink where Self: ~Copyable {
    /// Writes an initial byte with the shortest argument (RFC 8949, section 4.2.1).
    package mutating func head(_ major: UInt8, _ value: UInt64) {
        if value < 24 {
            write(major | UInt8(truncatingIfNeeded: value))
        } else if value <= 0xff {
            write(major | 24)
            bigEndian(value, bytes: 1)
        } else if value <= 0xffff {
            write(major | 25)
            bigEndian(value, bytes: 2)
        } else if value <= 0xffff_ffff {
            write(major | 26)
            bigEndian(value, bytes: 4)
        } else {
            write(major | 27)
            bigEndian(value, bytes: 8)
        }
    }

    /// Writes the low `bytes` bytes of a value, the most significant first.
    package mutating func bigEndian(_ value: UInt64, bytes: Int) {
        var remaining = bytes
        while remaining > 0 {
            remaining -= 1
            write(UInt8(truncatingIfNeeded: value >> UInt64(remaining * 8)))
        }
    }

    /// Writes an unsigned integer.
    public mutating func unsigned(_ value: UInt64) { head(MajorType.unsigned, value) }

    /// Writes an integer of either sign.
    public mutating func integer(_ value: Int64) {
        if value >= 0 {
            head(MajorType.unsigned, UInt64(value))
        } else {
            head(MajorType.negative, UInt64(-1 - value))
        }
    }

    /// Opens an array of `count` items.
    public mutating func array(_ count: Int) { head(MajorType.array, UInt64(count)) }

    /// Opens a map of `count` pairs; the caller writes keys in deterministic order.
    public mutating func map(_ count: Int) { head(MajorType.map, UInt64(count)) }

    /// Writes a tag number; the tagged item follows.
    public mutating func tag(_ number: UInt64) { head(MajorType.tag, number) }

    /// Opens a byte string of `count` bytes, which the caller writes next.
    public mutating func bytesHead(_ count: Int) { head(MajorType.bytes, UInt64(count)) }

    /// Writes a byte string.
    public mutating func bytes(_ bytes: Span<UInt8>) {
        bytesHead(bytes.count)
        write(bytes)
    }

    /// Writes a digest as a byte string.
    public mutating func bytes(_ digest: Digest) {
        bytesHead(Digest.byteCount)
        write(digest)
    }

    /// Writes a text string that is known when the firmware is built.
    public mutating func text(_ string: StaticString) {
        head(MajorType.text, UInt64(string.utf8CodeUnitCount))
        raw(string)
    }

    /// Writes a string's UTF-8 bytes with nothing in front.
    package mutating func raw(_ string: StaticString) {
        var index = 0
        while index < string.utf8CodeUnitCount {
            // Sound: the index stays below the code unit count of a string that lives as long as the program.
            unsafe write(string.utf8Start[index])
            index += 1
        }
    }

    /// Writes UTF-8 bytes that are known to be text as a text string.
    public mutating func text(utf8 bytes: Span<UInt8>) {
        head(MajorType.text, UInt64(bytes.count))
        write(bytes)
    }

    /// Writes true or false.
    public mutating func boolean(_ value: Bool) { write(value ? 0xf5 : 0xf4) }

    /// Writes a 128-bit quantity in preferred serialization: an integer, or a bignum where 64 bits are too few
    /// (RFC 8949, section 3.4.3).
    public mutating func operations(_ value: Operations) {
        if value.high == 0 { return unsigned(value.low) }
        let leading = (value.high.leadingZeroBitCount) / 8
        tag(2)
        bytesHead(16 - leading)
        bigEndian(value.high, bytes: 8 - leading)
        bigEndian(value.low, bytes: 8)
    }
}
