import COpenSSL

/// A SHA-256 digest: 32 bytes (FIPS 180-4, section 6.2). Transparency logs hash with it; everything else here is SHA-384.
public struct Digest256: Hashable, Sendable {
    /// Bytes in a digest.
    public static let byteCount = 32

    private let words: InlineArray<4, UInt64>

    /// The digest with these 32 bytes, or nil when there are more or fewer.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        words = InlineArray { index in
            bytes[(index * 8)..<(index * 8 + 8)].reduce(0) { $0 << 8 | UInt64($1) }
        }
    }

    /// The digest written as 64 hexadecimal digits of either case, or nil when the text is anything else.
    public init?(hex: some StringProtocol) {
        guard let bytes = [UInt8](hex: hex) else { return nil }
        self.init(bytes)
    }

    /// The SHA-256 digest of a message.
    public init(hashing message: [UInt8]) {
        var words = InlineArray<4, UInt64>(repeating: 0)
        var span = words.mutableSpan
        unsafe message.withUnsafeBufferPointer { source in
            // Sound: four 64-bit words are 32 bytes, plain data of any bit pattern, and no address is kept.
            unsafe span.withUnsafeMutableBytes { buffer in
                guard let address = buffer.baseAddress else { return }
                unsafe il_sha256_digest(
                    source.baseAddress, source.count, address.assumingMemoryBound(to: UInt8.self))
            }
        }
        for index in words.indices { words[index] = UInt64(bigEndian: words[index]) }
        self.words = words
    }

    /// The 32 bytes.
    public var bytes: [UInt8] {
        words.indices.flatMap { index in
            stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: words[index] >> UInt64($0)) }
        }
    }

    /// Whether all bytes are the same.
    public static func == (left: Digest256, right: Digest256) -> Bool {
        left.words.indices.allSatisfy { left.words[$0] == right.words[$0] }
    }

    /// Feeds the bytes.
    public func hash(into hasher: inout Hasher) {
        for index in words.indices { hasher.combine(words[index]) }
    }
}

extension Digest256: CustomStringConvertible {
    /// Sixty-four lower-case hexadecimal digits.
    public var description: String { bytes.hex }
}
