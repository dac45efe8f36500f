import COpenSSL

/// Owns OpenSSL's form of a public key.
@safe
final class PublicKeyHandle: Sendable {
    // Sound to share between threads: C only reads a key once it is made.
    nonisolated(unsafe) private let key: OpaquePointer

    /// Nil unless the 96 bytes are a point of the curve.
    init?(raw: [UInt8]) {
        precondition(raw.count == P384.PublicKey.byteCount, "A raw P-384 key has 96 bytes.")
        // Sound: C reads 96 bytes, which the precondition assures.
        guard let key = unsafe il_p384_public_new(raw) else { return nil }
        unsafe self.key = unsafe key
    }

    private init(adopting key: OpaquePointer) {
        unsafe self.key = unsafe key
    }

    deinit {
        // Sound: the last reference is gone, and nothing else holds the pointer.
        unsafe il_p384_public_free(key)
    }

    func verify(_ signature: [UInt8], digest: Digest384) -> VerifyOutcome {
        precondition(signature.count == P384.Signature.byteCount, "A raw P-384 signature has 96 bytes.")
        let storage = digest.storage
        // Sound: C reads 96 bytes of the signature and 48 of the digest, and both are that long.
        let outcome = unsafe storage.span.withBytes { unsafe il_p384_verify(key, signature, $0) }
        switch Int(outcome) {
        case Int(IL_VALID): return .valid
        case Int(IL_MALFORMED): return .malformed
        default: return .invalid
        }
    }

    /// Lends C's form of the key for the duration of a call.
    func withPointer(_ body: (OpaquePointer) -> CInt) -> CInt { unsafe body(key) }

    func precomputed() -> PublicKeyHandle {
        // Sound: the key is alive, and the copy holds a reference of its own.
        guard let copy = unsafe il_p384_public_precompute(key) else {
            preconditionFailure("OpenSSL has no memory left for a table of multiples.")
        }
        return unsafe PublicKeyHandle(adopting: copy)
    }
}
