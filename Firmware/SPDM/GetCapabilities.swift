/// GET_CAPABILITIES (DSP0274 1.3, section 10.4).
struct GetCapabilities {
    /// Its length in bytes; what follows is padding of the transport.
    static let length = 20
    /// The requester's capabilities.
    let capabilities: Capabilities
    /// The largest message that the requester takes in one piece.
    let dataTransferSize: UInt32
    /// The largest that it takes in chunks.
    let largestMessage: UInt32

    /// Reads the message, whose header was read before.
    init(_ message: Span<UInt8>) throws(Refusal) {
        guard message.count >= GetCapabilities.length else { throw Refusal(.invalidRequest) }
        capabilities = Capabilities(flags: LittleEndian.four(message, 8))
        dataTransferSize = LittleEndian.four(message, 12)
        largestMessage = LittleEndian.four(message, 16)
        let isWhole =
            dataTransferSize == largestMessage
            || capabilities.has(Capabilities.chunk) && dataTransferSize < largestMessage
        let wantsAlgorithms = message[0] >= 0x13 && message[2] & 1 != 0
        guard capabilities.isConsistent(version: message[0]), dataTransferSize >= Limit.leastMessageSize, isWhole,
            message[5] <= 31, !wantsAlgorithms || capabilities.has(Capabilities.chunk)
        else { throw Refusal(.invalidRequest) }
    }
}
