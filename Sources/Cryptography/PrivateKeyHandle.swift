import COpenSSL

/// Owns OpenSSL's form of a private key and wipes it at the end.
@safe
final class PrivateKeyHandle: Sendable {
    // Sound to share between threads: C only reads a key once it is made.
    nonisolated(unsafe) private let key: OpaquePointer

    /// Nil unless the scalar is in 1 ..< n.
    init?(scalar: [UInt8]) {
        precondition(scalar.count == P384.PrivateKey.byteCount, "A P-384 scalar has 48 bytes.")
        // Sound: C reads 48 bytes, which the precondition assures.
        guard let key = unsafe il_p384_private_new(scalar) else { return nil }
        unsafe self.key = unsafe key
    }

    init(seed: [UInt8], info: [UInt8]) {
        // Sound: each array goes with its own count.
        guard let key = unsafe il_p384_private_derive(seed, seed.count, info, info.count) else {
            preconditionFailure("OpenSSL could not derive a key from a seed.")
        }
        unsafe self.key = unsafe key
    }

    /// Nil unless the bytes are one P-384 key.
    init?(pkcs8: [UInt8]) {
        // Sound: C reads `count` bytes and no more.
        guard let key = unsafe il_p384_private_from_pkcs8(pkcs8, pkcs8.count) else { return nil }
        unsafe self.key = unsafe key
    }

    deinit {
        // Sound: the last reference is gone, and nothing else holds the pointer.
        unsafe il_p384_private_free(key)
    }

    var point: [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: P384.PublicKey.byteCount) { buffer, count in
            // Sound: C writes 96 bytes, the capacity asked for.
            unsafe il_p384_private_point(key, buffer.baseAddress)
            count = P384.PublicKey.byteCount
        }
    }

    var scalar: [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: P384.PrivateKey.byteCount) { buffer, count in
            // Sound: C writes 48 bytes, the capacity asked for.
            unsafe il_p384_private_scalar(key, buffer.baseAddress)
            count = P384.PrivateKey.byteCount
        }
    }

    var pkcs8: [UInt8] {
        // Sound: the key is alive for the call; `takeBuffer` owns what comes back.
        guard let der = unsafe takeBuffer({ unsafe il_p384_private_to_pkcs8(key, $0) }) else {
            preconditionFailure("OpenSSL could not encode a private key.")
        }
        return der
    }

    func sign(_ digest: Digest384) -> P384.Signature {
        let storage = digest.storage
        // Sound: C reads 48 bytes of the digest and writes 96 of the signature, and both are that long.
        return unsafe P384.Signature { signature in
            let done = unsafe storage.span.withBytes { unsafe il_p384_sign(key, $0, signature) }
            precondition(done == 1, "OpenSSL could not carry out a signature.")
        }
    }

    /// Nil where the product is the point at infinity, which a point of the curve never gives.
    func agree(_ peer: PublicKeyHandle) -> [UInt8]? {
        var secret = [UInt8](repeating: 0, count: P384.PrivateKey.byteCount)
        // Sound: C writes 48 bytes, and both keys are alive for the call.
        let done = unsafe peer.withPointer { unsafe il_p384_agree(key, $0, &secret) }
        return done == 1 ? secret : nil
    }
}
