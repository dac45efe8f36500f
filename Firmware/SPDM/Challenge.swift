/// CHALLENGE (DSP0274 1.3, section 10.8).
struct Challenge {
    /// Its length in bytes.
    let length: Int
    /// Whose chain the signature is to be verified by.
    let slot: UInt8
    /// The summary that is wanted.
    let summary: MeasurementSummary

    /// Reads the message, whose header was read before.
    init(_ message: Span<UInt8>) throws(Refusal) {
        length = message[0] >= 0x13 ? 44 : 36
        guard message.count >= length, let summary = MeasurementSummary(rawValue: message[3]) else {
            throw Refusal(.invalidRequest)
        }
        slot = message[2]
        self.summary = summary
    }
}
