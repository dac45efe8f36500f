import CMLDSA

extension MLDSA87 {
    /// A key that verifies signatures; parsed once.
    public struct PublicKey: Hashable, Sendable {
        /// The encoded key, 2,592 bytes (FIPS 204, algorithm 22).
        public let raw: [UInt8]
        private let handle: Handle

        /// The key with this encoding, or nil for another length: any 2,592 bytes are a key.
        public init?(raw: [UInt8]) {
            guard raw.count == publicKeyByteCount, let handle = Handle(raw) else { return nil }
            self.raw = raw
            self.handle = handle
        }

        /// Whether the holder of this key signed the message.
        public func verify(_ signature: [UInt8], message: [UInt8]) -> VerifyOutcome {
            guard signature.count == signatureByteCount else { return .malformed }
            return handle.verify(signature, message) ? .valid : .invalid
        }

        /// Whether both are the same key.
        public static func == (left: PublicKey, right: PublicKey) -> Bool { left.raw == right.raw }

        /// Feeds the encoding.
        public func hash(into hasher: inout Hasher) { hasher.combine(raw) }
    }

    /// Owns BoringSSL's form of a public key.
    @safe
    fileprivate final class Handle: Sendable {
        // Sound to share between threads: nothing changes it after `init`.
        private nonisolated(unsafe) let key: OpaquePointer

        init?(_ raw: [UInt8]) {
            // Sound: there are 2,592 bytes, of which C keeps a copy.
            guard let key = unsafe il_mldsa_public_new(raw) else { return nil }
            unsafe self.key = unsafe key
        }

        deinit {
            // Sound: the last reference is gone.
            unsafe il_mldsa_public_free(key)
        }

        func verify(_ signature: [UInt8], _ message: [UInt8]) -> Bool {
            // Sound: the signature has 4,627 bytes, and the message goes with its own count.
            unsafe il_mldsa_verify(key, message, message.count, signature) == 1
        }
    }
}
