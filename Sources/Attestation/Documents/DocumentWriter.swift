import Cryptography
import Wire

/// Collects encoded bytes in an array: the host's sink for deterministic CBOR.
struct DocumentWriter: ByteSink {
    /// What has been written.
    private(set) var bytes: [UInt8] = []

    mutating func write(_ byte: UInt8) { bytes.append(byte) }

    mutating func bytes(_ content: some Collection<UInt8>) {
        bytesHead(content.count)
        bytes.append(contentsOf: content)
    }

    mutating func digest(_ digest: Digest384) { bytes(digest.bytes) }

    /// Writes a digest, or an empty byte string for none.
    mutating func optionalDigest(_ digest: Digest384?) { bytes(digest?.bytes ?? []) }

    mutating func text(ascii string: String) { text(utf8: Array(string.utf8).span) }

    mutating func operations(_ value: UInt128) { operations(Operations(value)) }

    /// The encoding that `write` produces.
    static func encode(_ write: (inout DocumentWriter) -> Void) -> [UInt8] {
        var writer = DocumentWriter()
        write(&writer)
        return writer.bytes
    }
}
