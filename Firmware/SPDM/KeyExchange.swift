import ChipABI

/// KEY_EXCHANGE (DSP0274 1.3, section 10.16).
struct KeyExchange {
    private static let fixedLength = 138

    /// Its length in bytes.
    let length: Int
    /// Whose chain the signature is to be verified by.
    let slot: UInt8
    /// The summary that is wanted.
    let summary: MeasurementSummary
    /// The requester's half of the session's number.
    let sessionNumber: UInt32
    /// The requester's ephemeral public key.
    let publicKey: PublicKey
    /// The version of secured messages that was chosen, 0x11 for 1.1.
    let recordVersion: UInt8

    /// Reads the message, whose header was read before.
    init(_ message: Span<UInt8>) throws(Refusal) {
        guard message.count >= KeyExchange.fixedLength,
            let summary = MeasurementSummary(rawValue: message[2])
        else { throw Refusal(.invalidRequest) }
        slot = message[3]
        self.summary = summary
        sessionNumber = UInt32(truncatingIfNeeded: LittleEndian.two(message, 4))
        publicKey = PublicKey(message.extracting(40..<136))
        let opaque = LittleEndian.two(message, 136)
        guard opaque <= Limit.opaqueLength, opaque <= message.count - KeyExchange.fixedLength else {
            throw Refusal(.invalidRequest)
        }
        length = KeyExchange.fixedLength + opaque
        guard let version = OpaqueData(message.extracting(KeyExchange.fixedLength..<length))?.recordVersion else {
            throw Refusal(.invalidRequest)
        }
        recordVersion = version
    }
}
