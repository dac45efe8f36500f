/// NEGOTIATE_ALGORITHMS (DSP0274 1.3, section 10.5).
struct NegotiateAlgorithms {
    private static let fixedLength = 32
    private static let lengthLimit = 128
    private static let extendedLimit = 20

    /// Its length in bytes; what follows is padding of the transport.
    let length: Int
    /// Measurement specifications on offer.
    let measurementSpecification: UInt8
    /// Opaque data formats on offer, and more.
    let otherParameters: UInt8
    /// Signature algorithms on offer.
    let signature: UInt32
    /// Digest algorithms on offer.
    let digest: UInt32
    /// Algorithm structures: which types there are (bit n for type n), and what they offer.
    private(set) var types: UInt8 = 0
    /// Key exchanges on offer.
    private(set) var exchange: UInt16 = 0
    /// Record protections on offer.
    private(set) var records: UInt16 = 0
    /// Key schedules on offer.
    private(set) var keySchedule: UInt16 = 0

    /// Reads the message, whose header was read before.
    init(_ message: Span<UInt8>) throws(Refusal) {
        guard message.count >= NegotiateAlgorithms.fixedLength else { throw Refusal(.invalidRequest) }
        length = LittleEndian.two(message, 4)
        measurementSpecification = message[6]
        otherParameters = message[7]
        signature = LittleEndian.four(message, 8)
        digest = LittleEndian.four(message, 12)
        let extended = Int(message[28]) + Int(message[29])
        guard length <= message.count, length <= NegotiateAlgorithms.lengthLimit,
            extended <= NegotiateAlgorithms.extendedLimit
        else { throw Refusal(.invalidRequest) }
        var offset = NegotiateAlgorithms.fixedLength + 4 * extended
        var remaining = message[2]
        var last: UInt8 = 1
        while remaining > 0 {
            guard offset + 4 <= length else { throw Refusal(.invalidRequest) }
            let type = message[offset]
            // Two bytes of fixed algorithms, types in rising order (table of algorithm structures).
            guard message[offset + 1] >> 4 == 2, type > last, type <= 5 else { throw Refusal(.invalidRequest) }
            take(UInt16(truncatingIfNeeded: LittleEndian.two(message, offset + 2)), of: type)
            last = type
            offset += 4 + 4 * Int(message[offset + 1] & 15)
            remaining -= 1
        }
        guard offset == length else { throw Refusal(.invalidRequest) }
    }

    private mutating func take(_ offered: UInt16, of type: UInt8) {
        types |= 1 << type
        switch type {
        case 2: exchange = offered
        case 3: records = offered
        case 5: keySchedule = offered
        default: break  // 4, the requester's signatures: there is no mutual authentication.
        }
    }
}
