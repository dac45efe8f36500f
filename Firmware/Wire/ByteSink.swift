/// Where encoded bytes go: a buffer, a digest engine, a counter.
///
/// The deterministic CBOR verbs (RFC 8949, section 4.2.1) are extensions of it, so that a document is written once and
/// hashed, measured or stored by the choice of sink.
public protocol ByteSink: ~Copyable {
    /// Takes the next byte.
    mutating func write(_ byte: UInt8)
}

extension ByteSink where Self: ~Copyable {
    /// Takes all of `bytes`, in order.
    public mutating func write(_ bytes: Span<UInt8>) {
        var index = 0
        while index < bytes.count {
            write(bytes[index])
            index += 1
        }
    }

    /// Takes a digest's 48 bytes.
    public mutating func write(_ digest: Digest) {
        write(digest.bytes.span)
    }
}
