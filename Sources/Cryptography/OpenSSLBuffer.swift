import COpenSSL

/// Runs a C function that hands over an allocated buffer, and copies the buffer into an array.
///
/// - Returns: nil when `produce` answers anything but 1.
func takeBuffer(_ produce: (UnsafeMutablePointer<il_buffer>) -> CInt) -> [UInt8]? {
    var buffer = unsafe il_buffer()
    guard unsafe produce(&buffer) == 1 else { return nil }
    // Sound: on success C has set an allocation of `count` bytes, which is copied and then freed once.
    let bytes = unsafe [UInt8](UnsafeBufferPointer(start: buffer.bytes, count: buffer.count))
    unsafe il_buffer_free(buffer)
    return bytes
}
