/// SET_CERTIFICATE (DSP0274 1.3, section 10.26).
struct SetCertificate {
    private static let headerLength = 4

    /// Which slot.
    let slot: UInt8
    /// Where the new chain is in the message; empty where the slot is to be erased.
    let chain: Range<Int>

    /// Reads the message, whose header was read before.
    init(_ message: Span<UInt8>) throws(Refusal) {
        slot = message[2] & 15
        if message[0] >= 0x13 {
            // A certificate model and a key pair's number are for responders with several key pairs.
            guard message[2] & 0x70 == 0, message[3] == 0 else { throw Refusal(.invalidRequest) }
            if message[2] & 0x80 != 0 {
                chain = SetCertificate.headerLength..<SetCertificate.headerLength
                return
            }
        }
        guard message.count >= SetCertificate.headerLength + 4 else { throw Refusal(.invalidRequest) }
        let length = LittleEndian.two(message, SetCertificate.headerLength)
        guard length > 0, length <= message.count - SetCertificate.headerLength else {
            throw Refusal(.invalidRequest)
        }
        chain = SetCertificate.headerLength..<SetCertificate.headerLength + length
    }
}
