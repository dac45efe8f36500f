import COpenSSL

/// A SHA-384 computation in progress: a plain value that never allocates (FIPS 180-4).
///
/// It may be copied to hash several messages with a common beginning.
public struct SHA384Hasher: Sendable {
    private var state = il_sha384()

    /// A computation over no bytes so far.
    public init() {
        // Sound: the state is ours, initialised, and exclusively borrowed for the call.
        unsafe il_sha384_start(&state)
    }

    /// Appends bytes to the message.
    public mutating func update(_ bytes: borrowing Span<UInt8>) {
        unsafe bytes.withUnsafeBufferPointer { buffer in
            // Sound: the buffer lives for the call and C reads exactly `count` bytes.
            unsafe il_sha384_update(&state, buffer.baseAddress, buffer.count)
        }
    }

    /// Appends bytes to the message.
    public mutating func update(_ bytes: [UInt8]) {
        update(bytes.span)
    }

    /// Appends a digest's 48 bytes to the message.
    public mutating func update(_ digest: Digest384) {
        let storage = digest.storage
        unsafe storage.span.withBytes { address in
            // Sound: the storage is 48 bytes long.
            unsafe il_sha384_update(&state, address, Digest384.byteCount)
        }
    }

    /// Appends one byte to the message.
    public mutating func update(byte: UInt8) {
        var byte = byte
        // Sound: one initialised byte.
        unsafe il_sha384_update(&state, &byte, 1)
    }

    /// The digest of the message; afterwards the hasher is as new.
    public mutating func finalise() -> Digest384 {
        // Sound: C writes 48 bytes at the address, which has room for them, and re-initialises our state.
        unsafe Digest384 { unsafe il_sha384_finish(&state, $0) }
    }
}

extension SHA384Hasher: Equatable {
    /// Whether both hold the same bytes, and so go on alike. What an earlier, longer message left in the buffer counts:
    /// two that differ may still give the same digest.
    public static func == (left: SHA384Hasher, right: SHA384Hasher) -> Bool {
        // Sound: both are read during the call only, as the plain bytes that they are.
        unsafe withUnsafeBytes(of: left.state) { left in
            unsafe withUnsafeBytes(of: right.state) { unsafe left.elementsEqual($0) }
        }
    }
}
