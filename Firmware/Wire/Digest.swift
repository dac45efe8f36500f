/// A SHA-384 digest (FIPS 180-4): 48 bytes, as the messages carry it.
public struct Digest: Equatable, Sendable {
    /// Its length in bytes.
    public static let byteCount = 48
    /// The bytes, in the order of the standard.
    public var bytes: InlineArray<48, UInt8>

    /// A digest of the given bytes.
    public init(_ bytes: InlineArray<48, UInt8>) { self.bytes = bytes }

    /// 48 zero bytes: the head of a log with no entries.
    public static var zero: Digest { Digest(InlineArray(repeating: 0)) }

    /// A digest copied from a span, or nil where that is not 48 bytes long.
    public init?(_ span: Span<UInt8>) {
        guard span.count == Digest.byteCount else { return nil }
        bytes = InlineArray(repeating: 0)
        var index = 0
        while index < Digest.byteCount {
            bytes[index] = span[index]
            index += 1
        }
    }

    /// Whether all bytes agree; looks at every byte whatever it finds.
    public static func == (a: Digest, b: Digest) -> Bool { a.bytes.span.agrees(with: b.bytes.span) }
}
