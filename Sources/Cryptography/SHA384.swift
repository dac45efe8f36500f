/// The SHA-384 hash function (FIPS 180-4).
public enum SHA384 {
    /// The 48 bytes of a message's digest.
    public static func digest(of message: some Collection<UInt8>) -> [UInt8] {
        let digest = message.withContiguousStorageIfAvailable { buffer in
            // Sound: the storage stays in place for the closure and is only read.
            unsafe Digest384(hashing: buffer.span)
        }
        return (digest ?? Digest384(hashing: Array(message))).bytes
    }
}
