import Wire

/// FINISH (DSP0274 1.3, section 10.17), without mutual authentication.
struct Finish {
    /// Bytes in front of the verify data.
    static let headerLength = 4
    /// Its length in bytes.
    static let length = headerLength + Digest.byteCount
    /// What the requester's finished key makes of the transcript.
    let verifyData: Digest

    /// Reads the message, whose header was read before.
    init(_ message: Span<UInt8>) throws(Refusal) {
        guard message.count >= Finish.length, message[2] & 1 == 0,
            let data = Digest(message.extracting(Finish.headerLength..<Finish.length))
        else { throw Refusal(.invalidRequest) }
        verifyData = data
    }
}
