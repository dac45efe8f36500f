/// What the session engine does.
public enum SessionCommand: UInt32, Sendable {
    /// Makes an ephemeral key, agrees with the peer's public key, keeps the x coordinate in destination. The chip's
    /// public key appears in the registers; the private key is forgotten.
    case agree = 1
    /// destination ← HMAC-SHA-384(key: source, the input read as a secret's number): HKDF-Extract (RFC 5869).
    case extract = 2
    /// destination ← HMAC-SHA-384(key: source, input ‖ 0x01): the first block of HKDF-Expand (RFC 5869).
    case expand = 3
    /// Digest registers ← HMAC-SHA-384(key: source, input).
    case authenticate = 4
    /// AES-256-GCM: encrypts the input behind its additional bytes; the tag follows in the output.
    case seal = 5
    /// AES-256-GCM: decrypts the input behind its additional bytes, whose tag comes last.
    case open = 6
    /// Forgets the secrets of the session whose number is in source.
    case erase = 7
}
