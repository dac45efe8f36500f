import COpenSSL

/// Authenticated encryption with AES-256 in Galois/Counter Mode (NIST SP 800-38D), 96-bit nonces, 128-bit tags.
public enum AES256GCM {
    /// Bytes in a key.
    public static let keyByteCount = 32
    /// Bytes in a nonce.
    public static let nonceByteCount = 12
    /// Bytes in a tag.
    public static let tagByteCount = 16

    /// Encrypts a text; its tag follows it and covers the additional data too.
    ///
    /// - Precondition: the key has 32 bytes and the nonce 12. A nonce must never be used twice under one key.
    public static func seal(_ text: [UInt8], key: [UInt8], nonce: [UInt8], additional: [UInt8]) -> [UInt8] {
        precondition(key.count == keyByteCount, "An AES-256 key has 32 bytes.")
        precondition(nonce.count == nonceByteCount, "A nonce has 12 bytes.")
        var output = [UInt8](repeating: 0, count: text.count + tagByteCount)
        // Sound: each array goes with its own count, and C writes `text.count` bytes and a tag of 16.
        let done = unsafe il_aes256gcm_seal(
            key, nonce, additional, additional.count, text, text.count, &output)
        precondition(done == 1, "OpenSSL could not encrypt.")
        return output
    }

    /// Decrypts what `seal` made; nil where the tag does not hold, or there is none.
    ///
    /// - Precondition: the key has 32 bytes and the nonce 12.
    public static func open(_ sealed: [UInt8], key: [UInt8], nonce: [UInt8], additional: [UInt8]) -> [UInt8]? {
        precondition(key.count == keyByteCount, "An AES-256 key has 32 bytes.")
        precondition(nonce.count == nonceByteCount, "A nonce has 12 bytes.")
        let count = sealed.count - tagByteCount
        guard count >= 0 else { return nil }
        // One byte more, so that an empty text has an address to write nothing to.
        var output = [UInt8](repeating: 0, count: count + 1)
        // Sound: `sealed` holds `count` bytes and a tag of 16; C writes `count` bytes.
        guard unsafe il_aes256gcm_open(key, nonce, additional, additional.count, sealed, count, &output) == 1 else {
            return nil
        }
        output.removeLast()
        return output
    }
}
