/// GET_CERTIFICATE (DSP0274 1.3, section 10.7).
struct GetCertificate {
    /// Its length in bytes.
    static let length = 8
    /// Which slot's.
    let slot: UInt8
    /// Whether only the slot's size is asked for (1.3).
    let wantsSize: Bool
    /// Where in the chain the portion begins.
    let offset: Int
    /// The most bytes of it.
    let portion: Int

    /// Reads the message, whose header was read before.
    init(_ message: Span<UInt8>) throws(Refusal) {
        guard message.count >= GetCertificate.length else { throw Refusal(.invalidRequest) }
        slot = message[2] & 15
        wantsSize = message[0] >= 0x13 && message[3] & 1 != 0
        offset = LittleEndian.two(message, 4)
        portion = LittleEndian.two(message, 6)
    }
}
