/// CHUNK_SEND (DSP0274 1.3, section 10.27).
struct ChunkSend {
    private static let headerLength = 12
    private static let sizeLength = 4

    /// Whether it is the message's last chunk.
    let isLast: Bool
    /// The transfer's number, which the requester chooses.
    let handle: UInt8
    /// The chunk's number: 0 for the first.
    let sequence: Int
    /// The whole message's size, which the first chunk tells.
    let messageSize: UInt32?
    /// Where the chunk is in the message; nil where that goes beyond the message.
    let chunk: Range<Int>?

    /// Reads the message, whose header was read before.
    init(_ message: Span<UInt8>) throws(Refusal) {
        guard message.count >= ChunkSend.headerLength else { throw Refusal(.invalidRequest) }
        isLast = message[2] & 1 != 0
        handle = message[3]
        sequence = LittleEndian.two(message, 4)
        var start = ChunkSend.headerLength
        if sequence == 0 {
            guard message.count >= start + ChunkSend.sizeLength else { throw Refusal(.invalidRequest) }
            messageSize = LittleEndian.four(message, start)
            start += ChunkSend.sizeLength
        } else {
            messageSize = nil
        }
        let size = LittleEndian.four(message, 8)
        if size <= UInt32(truncatingIfNeeded: message.count - start) {
            chunk = start..<start + Int(truncatingIfNeeded: size)
        } else {
            chunk = nil
        }
    }

    /// The least bytes that every chunk but the last must bring: what fits the smallest message.
    var leastSize: Int {
        Int(Limit.leastMessageSize) - ChunkSend.headerLength - (messageSize == nil ? 0 : ChunkSend.sizeLength)
    }
}
