import COpenSSL

/// A SHA-384 digest: 48 bytes, compared in byte order (FIPS 180-4, section 6.5).
public struct Digest384: Hashable, Comparable, Sendable {
    /// Bytes in a digest.
    public static let byteCount = 48

    /// Forty-eight zero bytes: the start of a register, never the digest of anything known.
    public static let zero = Digest384(words: InlineArray(repeating: 0))

    // Big-endian words, so that comparing words compares bytes.
    private let word0, word1, word2, word3, word4, word5: UInt64

    /// The digest with these 48 bytes, or nil when there are more or fewer.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self.init(
            words: InlineArray { index in
                bytes[(index * 8)..<(index * 8 + 8)].reduce(0) { $0 << 8 | UInt64($1) }
            })
    }

    /// The digest written as 96 hexadecimal digits of either case, or nil when the text is anything else.
    public init?(hex: some StringProtocol) {
        guard let bytes = [UInt8](hex: hex) else { return nil }
        self.init(bytes)
    }

    /// The SHA-384 digest of a message, made without an allocation.
    public init(hashing message: borrowing Span<UInt8>) {
        self = unsafe message.withUnsafeBufferPointer { buffer in
            unsafe Self { unsafe il_sha384_digest(buffer.baseAddress, buffer.count, $0) }
        }
    }

    /// The SHA-384 digest of a message.
    public init(hashing message: [UInt8]) {
        self.init(hashing: message.span)
    }

    /// Takes what `fill` writes: exactly 48 bytes at the address that it is given.
    init(filledBy fill: (UnsafeMutablePointer<UInt8>) -> Void) {
        var words = InlineArray<6, UInt64>(repeating: 0)
        var span = words.mutableSpan
        // Sound: six 64-bit words are 48 bytes, plain data of any bit pattern, and `fill` does not keep the address.
        unsafe span.withUnsafeMutableBytes { buffer in
            guard let address = buffer.baseAddress else { return }
            unsafe fill(address.assumingMemoryBound(to: UInt8.self))
        }
        for index in words.indices { words[index] = UInt64(bigEndian: words[index]) }
        self.init(words: words)
    }

    private init(words: InlineArray<6, UInt64>) {
        word0 = words[0]
        word1 = words[1]
        word2 = words[2]
        word3 = words[3]
        word4 = words[4]
        word5 = words[5]
    }

    /// The 48 bytes.
    public var bytes: [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: Self.byteCount) { buffer, count in
            // Sound: `storage` holds 48 bytes, the capacity that was asked for.
            let storage = self.storage
            unsafe storage.span.withBytes { unsafe buffer.baseAddress?.initialize(from: $0, count: Self.byteCount) }
            count = Self.byteCount
        }
    }

    /// The words in memory order: 48 bytes that C code can read.
    var storage: InlineArray<6, UInt64> {
        [word0.bigEndian, word1.bigEndian, word2.bigEndian, word3.bigEndian, word4.bigEndian, word5.bigEndian]
    }

    /// Whether the first differing byte is the smaller one.
    public static func < (left: Digest384, right: Digest384) -> Bool {
        if left.word0 != right.word0 { return left.word0 < right.word0 }
        if left.word1 != right.word1 { return left.word1 < right.word1 }
        if left.word2 != right.word2 { return left.word2 < right.word2 }
        if left.word3 != right.word3 { return left.word3 < right.word3 }
        if left.word4 != right.word4 { return left.word4 < right.word4 }
        return left.word5 < right.word5
    }
}

extension Digest384: CustomStringConvertible {
    /// Ninety-six lower-case hexadecimal digits.
    public var description: String { bytes.hex }
}
