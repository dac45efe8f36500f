/// CHALLENGE (DSP0274 1.3, section 10.8).
struct Challenge {
    /// Its length in bytes.
    let length: Int
    /// The summary that is wanted.
    let summary: MeasurementSummary

    /// Reads the message, whose header was read before.
    init(_ message: Span<UInt8>) throws(Refusal) {
        length = message[0] >= 0x13 ? 44 : 36
        guard message.count >= length, message[2] == 0, let summary = MeasurementSummary(rawValue: message[3]) else {
            throw Refusal(.invalidRequest)
        }
        self.summary = summary
    }
}
