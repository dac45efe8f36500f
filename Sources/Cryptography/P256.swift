import COpenSSL

/// ECDSA over the curve NIST P-256 with SHA-256 (FIPS 186-5, SP 800-186): for results, which are worth something for hours.
/// What must hold for years is signed with `P384` and ML-DSA-87.
public enum P256 {
    /// A secret scalar that signs in constant time; copies share one secret, which is wiped when the last of them goes.
    public struct PrivateKey: Sendable {
        /// Bytes in a scalar.
        public static let byteCount = 32

        /// x ‖ y of the key that verifies, 32 bytes each, big-endian.
        public let publicPoint: [UInt8]
        private let handle: P256KeyHandle

        /// The key with this big-endian scalar; nil unless there are 32 bytes and it is in 1 ..< n.
        public init?(scalar: [UInt8]) {
            guard scalar.count == Self.byteCount, let handle = P256KeyHandle(scalar: scalar) else { return nil }
            self.init(handle: handle)
        }

        /// Reads a DER PKCS #8 private key (RFC 5958); nil where it is no key of this curve, or its halves do not belong
        /// together.
        public init?(pkcs8 der: [UInt8]) {
            guard let handle = P256KeyHandle(pkcs8: der) else { return nil }
            self.init(handle: handle)
        }

        private init(handle: P256KeyHandle) {
            self.handle = handle
            publicPoint = handle.point
        }

        /// r ‖ s of a digest, 32 bytes each; the same key and digest always give the same (RFC 6979, section 3.2).
        public func sign(digest: Digest256) -> [UInt8] { handle.sign(digest.bytes) }
    }
}

/// Owns OpenSSL's form of a private key and wipes it at the end.
@safe
private final class P256KeyHandle: Sendable {
    // Sound to share between threads: C only reads a key once it is made.
    nonisolated(unsafe) private let key: OpaquePointer

    init?(scalar: [UInt8]) {
        precondition(scalar.count == P256.PrivateKey.byteCount, "A P-256 scalar has 32 bytes.")
        // Sound: C reads 32 bytes, which the precondition assures.
        guard let key = unsafe il_p256_private_new(scalar) else { return nil }
        unsafe self.key = unsafe key
    }

    init?(pkcs8: [UInt8]) {
        // Sound: C reads `count` bytes and no more.
        guard let key = unsafe il_p256_private_from_pkcs8(pkcs8, pkcs8.count) else { return nil }
        unsafe self.key = unsafe key
    }

    deinit {
        // Sound: the last reference is gone, and nothing else holds the pointer.
        unsafe il_p256_private_free(key)
    }

    var point: [UInt8] {
        var point = [UInt8](repeating: 0, count: 64)
        // Sound: C writes 64 bytes.
        unsafe il_p256_private_point(key, &point)
        return point
    }

    func sign(_ digest: [UInt8]) -> [UInt8] {
        precondition(digest.count == Digest256.byteCount, "A SHA-256 digest has 32 bytes.")
        var signature = [UInt8](repeating: 0, count: 64)
        // Sound: C reads 32 bytes of the digest and writes 64 of the signature.
        let done = unsafe il_p256_sign(key, digest, &signature)
        precondition(done == 1, "OpenSSL could not carry out a signature.")
        return signature
    }
}
