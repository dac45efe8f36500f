extension Span where Element == UInt64 {
    /// Lends the words' memory as bytes.
    func withBytes<Result>(_ body: (UnsafePointer<UInt8>) -> Result) -> Result {
        // Sound: integers are plain data, so their memory may be read as bytes while the span is borrowed.
        unsafe withUnsafeBytes { buffer in
            guard let address = buffer.baseAddress else { preconditionFailure("An empty span has no bytes to lend.") }
            return unsafe body(address.assumingMemoryBound(to: UInt8.self))
        }
    }
}
