import COpenSSL

extension P384 {
    /// A point of P-384 that verifies signatures; parsed once, so that verifying again costs the arithmetic alone.
    public struct PublicKey: Hashable, Sendable {
        /// Bytes in a raw key.
        public static let byteCount = 96

        /// x ‖ y, 48 bytes each, big-endian.
        public let raw: [UInt8]
        let handle: PublicKeyHandle

        /// The key with these coordinates.
        ///
        /// - Throws: `length` unless there are 96 bytes, `notOnCurve` unless they are a point of the curve.
        public init(raw: [UInt8]) throws(KeyError) {
            guard raw.count == Self.byteCount else {
                throw .length(found: raw.count, expected: Self.byteCount)
            }
            guard let handle = PublicKeyHandle(raw: raw) else { throw .notOnCurve }
            self.raw = raw
            self.handle = handle
        }

        private init(raw: [UInt8], handle: PublicKeyHandle) {
            self.raw = raw
            self.handle = handle
        }

        /// Whether the holder of this key signed the digest; `signature` is r ‖ s, 96 bytes (FIPS 186-5, 6.4.2).
        public func verify(_ signature: [UInt8], digest: Digest384) -> VerifyOutcome {
            guard signature.count == Signature.byteCount else { return .malformed }
            return handle.verify(signature, digest: digest)
        }

        /// Whether the holder of this key signed the digest.
        public func verify(_ signature: Signature, digest: Digest384) -> VerifyOutcome {
            handle.verify(signature.bytes, digest: digest)
        }

        /// The same key with a table of its multiples.
        ///
        /// The table takes about 130 KiB and the time of two verifications; afterwards each verification takes about a
        /// third of the time. Worth it for a key that verifies ten times or more.
        public func precomputed() -> PublicKey {
            PublicKey(raw: raw, handle: handle.precomputed())
        }

        /// Whether both are the same point, with or without a table.
        public static func == (left: PublicKey, right: PublicKey) -> Bool { left.raw == right.raw }

        /// Feeds the coordinates.
        public func hash(into hasher: inout Hasher) { hasher.combine(raw) }
    }
}
