/// GET_MEASUREMENTS that asks for a signature (DSP0274 1.1, section 10.11.1), 37 bytes.
public struct MeasurementsRequest: Hashable, Sendable {
    /// Bytes in the message.
    public static let byteCount = 37
    /// Bytes in a nonce.
    public static let nonceByteCount = 32

    /// Which measurements are asked for: 0 for their number, 255 for all, else an index.
    public let operation: UInt8
    /// The requester's nonce: what makes the report an answer to this question and no other.
    public let nonce: [UInt8]
    /// Which of the responder's certificate chains is to sign, 0 to 15.
    public let slot: UInt8

    /// Reads a request; anything but version 1.1 with the signature attribute is an error.
    init(_ reader: inout LittleEndianReader) throws(DocumentError) {
        try reader.constant(SPDM.version, "request.version")
        try reader.constant(SPDM.getMeasurements, "request.code")
        try reader.constant(SPDM.signatureRequested, "request.attributes")
        operation = UInt8(try reader.unsigned(1, "request.operation"))
        nonce = try reader.bytes(MeasurementsRequest.nonceByteCount, "request.nonce")
        let start = reader.offset
        slot = UInt8(try reader.unsigned(1, "request.slot"))
        guard slot < 16 else { throw DocumentError(.outOfRange, at: start, field: "request.slot") }
    }

    /// The message.
    public var encoded: [UInt8] {
        [SPDM.version, SPDM.getMeasurements, SPDM.signatureRequested, operation] + nonce + [slot]
    }
}
