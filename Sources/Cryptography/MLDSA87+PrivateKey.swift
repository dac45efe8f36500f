import CMLDSA

extension MLDSA87 {
    /// A secret that signs; copies share it, and it is wiped when the last of them goes.
    public struct PrivateKey: Sendable {
        /// The key that verifies what this one signs.
        public let publicKey: PublicKey
        /// The seed in the clear (FIPS 204, algorithm 6: ξ); the copy is not wiped.
        public let exposedSeed: [UInt8]
        private let handle: Handle

        /// The key of a 32-byte seed, or nil for another length.
        public init?(seed: [UInt8]) {
            guard seed.count == seedByteCount, let handle = Handle(seed), let key = PublicKey(raw: handle.publicKey)
            else { return nil }
            self.handle = handle
            exposedSeed = seed
            publicKey = key
        }

        /// The key that a secret and a purpose determine: HKDF-SHA-384 of the secret without a salt, with the purpose's
        /// UTF-8 bytes as info, gives the seed.
        public init(derivedFrom secret: [UInt8], purpose: String) {
            let seed = HKDFSHA384.derive(
                secret: secret, salt: [], info: Array(purpose.utf8), byteCount: seedByteCount)
            guard let key = PrivateKey(seed: seed) else { preconditionFailure("A seed of 32 bytes gives a key.") }
            self = key
        }

        /// Signs a message; the same key and message always give the same signature (FIPS 204, section 3.4).
        public func sign(message: [UInt8]) -> [UInt8] { handle.sign(message) }
    }

    /// Owns BoringSSL's form of a private key.
    @safe
    fileprivate final class Handle: Sendable {
        // Sound to share between threads: nothing changes it after `init`.
        private nonisolated(unsafe) let key: OpaquePointer

        init?(_ seed: [UInt8]) {
            // Sound: there are 32 bytes, which C only reads.
            guard let key = unsafe il_mldsa_private_new(seed) else { return nil }
            unsafe self.key = unsafe key
        }

        deinit {
            // Sound: the last reference is gone.
            unsafe il_mldsa_private_free(key)
        }

        var publicKey: [UInt8] {
            unsafe [UInt8](unsafeUninitializedCapacity: publicKeyByteCount) { buffer, count in
                // Sound: the capacity is the 2,592 bytes that C writes.
                if let address = buffer.baseAddress { unsafe il_mldsa_private_public(key, address) }
                count = publicKeyByteCount
            }
        }

        func sign(_ message: [UInt8]) -> [UInt8] {
            unsafe [UInt8](unsafeUninitializedCapacity: signatureByteCount) { buffer, count in
                // Sound: the capacity is the 4,627 bytes that C writes, and the message goes with its own count.
                guard let address = buffer.baseAddress,
                    unsafe il_mldsa_sign(key, message, message.count, address) == 1
                else { preconditionFailure("BoringSSL has no memory left to sign.") }
                count = signatureByteCount
            }
        }
    }
}
