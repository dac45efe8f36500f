/// Why bytes are not the message that was expected, and where reading stopped.
public struct WireError: Error, Equatable, Sendable {
    /// What was wrong.
    public enum Code: UInt8, Equatable, Sendable {
        /// The bytes end inside an item.
        case truncated = 1
        /// Bytes follow the message.
        case trailingBytes
        /// An item of another type stands here.
        case unexpectedType
        /// An argument is not in its shortest form, or a length is indefinite (RFC 8949, section 4.2.1).
        case notDeterministic
        /// Map keys are out of order or repeated.
        case keyOrder
        /// A map key or array length that the message does not have.
        case unexpectedItem
        /// A value outside its range.
        case outOfRange
        /// Text is not UTF-8.
        case invalidText
        /// Nested too deeply.
        case tooDeep
    }

    /// What was wrong.
    public var code: Code
    /// The byte offset at which reading stopped.
    public var offset: Int

    /// An error of `code` at `offset`.
    public init(_ code: Code, at offset: Int) {
        self.code = code
        self.offset = offset
    }
}
