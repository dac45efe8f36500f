/// GET_MEASUREMENTS (DSP0274 1.3, section 10.11).
struct GetMeasurements {
    /// Which measurements are wanted.
    enum Operation {
        /// How many there are.
        case count
        /// All.
        case all
        /// The one with this index.
        case one(UInt8)
    }

    /// Its length in bytes.
    let length: Int
    /// Whose chain a signature is to be verified by; 0 where there is none.
    let slot: UInt8
    /// Which are wanted.
    let operation: Operation
    /// Whether the response is to be signed.
    let isSigned: Bool
    /// Whether bit streams are wanted rather than their digests.
    let wantsRaw: Bool

    /// Reads the message, whose header was read before.
    init(_ message: Span<UInt8>) throws(Refusal) {
        isSigned = message[2] & 1 != 0
        wantsRaw = message[2] & 2 != 0
        length = 4 + (isSigned ? 33 : 0) + (message[0] >= 0x13 ? 8 : 0)
        guard message.count >= length else { throw Refusal(.invalidRequest) }
        slot = isSigned ? message[36] & 15 : 0
        operation =
            switch message[3] {
            case 0: .count
            case 0xff: .all
            default: .one(message[3])
            }
    }

    /// Where the requester's context is, which 1.3 has.
    var context: Range<Int> { length - 8..<length }
}
