import COpenSSL

/// Ed25519 (RFC 8032, section 5.1): what transparency logs and their witnesses sign with.
public enum Ed25519 {
    /// Bytes in a signature.
    public static let signatureByteCount = 64

    /// A secret that signs.
    public struct PrivateKey: Sendable {
        /// Bytes in a secret.
        public static let byteCount = 32

        /// The secret in the clear; copies are not wiped.
        public let exposedSecret: [UInt8]
        /// The key that verifies what this one signs.
        public let publicKey: PublicKey

        /// The key of a secret, which may be any 32 bytes; nil for more or fewer.
        public init?(secret: [UInt8]) {
            guard secret.count == Self.byteCount else { return nil }
            let raw = unsafe filled(Self.byteCount) { unsafe il_ed25519_public(secret, $0) }
            guard let raw, let publicKey = PublicKey(raw: raw) else { return nil }
            exposedSecret = secret
            self.publicKey = publicKey
        }

        /// Signs a message; the same key and message always give the same signature.
        public func sign(_ message: [UInt8]) -> [UInt8] {
            let signature = unsafe filled(signatureByteCount) {
                unsafe il_ed25519_sign(exposedSecret, message, message.count, $0)
            }
            guard let signature else { preconditionFailure("OpenSSL signs with any 32 bytes.") }
            return signature
        }
    }

    /// A key that verifies signatures.
    public struct PublicKey: Hashable, Sendable {
        /// Bytes in a key.
        public static let byteCount = 32

        /// The key's 32 bytes.
        public let raw: [UInt8]

        /// The key with these bytes; nil unless there are 32. Whether they are a point is found on verifying.
        public init?(raw: [UInt8]) {
            guard raw.count == Self.byteCount else { return nil }
            self.raw = raw
        }

        /// Whether the holder of this key signed the message.
        public func verify(_ signature: [UInt8], message: [UInt8]) -> Bool {
            guard signature.count == signatureByteCount else { return false }
            // Sound: the arrays have the lengths that the function reads, and it keeps no address.
            return unsafe il_ed25519_verify(raw, message, message.count, signature) == 1
        }
    }

    /// So many bytes that `fill` writes, or nil where it does not give 1.
    private static func filled(_ count: Int, _ fill: (UnsafeMutablePointer<UInt8>) -> Int32) -> [UInt8]? {
        var succeeded = false
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, written in
            // Sound: the capacity is `count` bytes, all of which `fill` writes where it succeeds.
            guard let address = buffer.baseAddress else { return }
            succeeded = unsafe fill(address) == 1
            written = succeeded ? count : 0
        }
        return succeeded ? bytes : nil
    }
}
