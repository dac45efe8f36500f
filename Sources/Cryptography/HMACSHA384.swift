import COpenSSL

/// An HMAC-SHA-384 computation in progress (RFC 2104, FIPS 198-1).
@safe
public struct HMACSHA384: ~Copyable {
    private let mac: OpaquePointer

    /// A computation over no bytes so far, under a key of any length below 2^31.
    public init(key: [UInt8]) {
        // Sound: C reads `count` bytes of the array and keeps a digest of them only.
        guard let mac = unsafe il_hmac_new(key, key.count) else {
            preconditionFailure("OpenSSL has no memory left for an HMAC context.")
        }
        unsafe self.mac = unsafe mac
    }

    deinit {
        // Sound: this value alone owns the context, and it can't be used after its end.
        unsafe il_hmac_free(mac)
    }

    /// The 48-byte authentication code of a message under a key.
    public static func authenticate(key: [UInt8], message: [UInt8]) -> [UInt8] {
        var mac = HMACSHA384(key: key)
        mac.update(message)
        return mac.finalise().bytes
    }

    /// Appends bytes to the message.
    public mutating func update(_ bytes: borrowing Span<UInt8>) {
        let done = unsafe bytes.withUnsafeBufferPointer { buffer in
            // Sound: the buffer lives for the call and C reads exactly `count` bytes.
            unsafe il_hmac_update(mac, buffer.baseAddress, buffer.count)
        }
        precondition(done == 1, "OpenSSL could not extend an HMAC.")
    }

    /// Appends bytes to the message.
    public mutating func update(_ bytes: [UInt8]) {
        update(bytes.span)
    }

    /// The authentication code of the message; afterwards the computation starts again under the same key.
    public mutating func finalise() -> Digest384 {
        // Sound: C writes 48 bytes at the address, which has room for them.
        unsafe Digest384 {
            let done = unsafe il_hmac_finish(mac, $0)
            precondition(done == 1, "OpenSSL could not finish an HMAC.")
        }
    }
}
