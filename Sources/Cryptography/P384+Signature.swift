extension P384 {
    /// A signature as COSE and the chip carry it: r ‖ s, 48 bytes each, big-endian (RFC 9053, section 2.1).
    public struct Signature: Hashable, Sendable {
        /// Bytes in a signature.
        public static let byteCount = 96

        /// r ‖ s.
        public let bytes: [UInt8]

        /// Wraps 96 bytes, or nil for any other length; whether r and s are in range is found on verifying.
        public init?(raw: [UInt8]) {
            guard raw.count == Self.byteCount else { return nil }
            bytes = raw
        }

        init(filledBy fill: (UnsafeMutablePointer<UInt8>) -> Void) {
            bytes = unsafe [UInt8](unsafeUninitializedCapacity: Self.byteCount) { buffer, count in
                // Sound: the capacity is 96 bytes, all of which `fill` writes.
                if let address = buffer.baseAddress { unsafe fill(address) }
                count = Self.byteCount
            }
        }
    }
}
