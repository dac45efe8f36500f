import COpenSSL

/// Key derivation by extract and expand over SHA-384 (RFC 5869).
public enum HKDFSHA384 {
    /// The most bytes that one derivation gives: 255 digests.
    public static let maximumByteCount = 255 * Digest384.byteCount

    /// Derives key material from a secret; an empty salt stands for 48 zero bytes, as in RFC 5869, section 2.2.
    ///
    /// - Precondition: `byteCount` is in 1 ... `maximumByteCount`.
    public static func derive(secret: [UInt8], salt: [UInt8], info: [UInt8], byteCount: Int) -> [UInt8] {
        precondition((1...maximumByteCount).contains(byteCount), "HKDF-SHA-384 gives 1 to 12240 bytes.")
        var output = [UInt8](repeating: 0, count: byteCount)
        // Sound: each array goes with its own count, and C writes exactly `byteCount` bytes of `output`.
        let done = unsafe il_hkdf(
            secret, secret.count, salt, salt.count, info, info.count, &output, byteCount)
        precondition(done == 1, "OpenSSL could not derive a key.")
        return output
    }
}
