import Cryptography

/// MEASUREMENTS with a signature (DSP0274 1.1, section 10.11.2).
public struct MeasurementsResponse: Hashable, Sendable {
    /// Param1: the number of measurement indices where the request asked for it, else reserved.
    public let parameter: UInt8
    /// The certificate chain that signed, 0 to 15.
    public let slot: UInt8
    /// The measurements, in their order; no index occurs twice.
    public let blocks: [MeasurementBlock]
    /// The responder's nonce.
    public let nonce: [UInt8]
    /// What the vendor adds, in its order; no type occurs twice.
    public let opaque: [OpaqueField]
    /// ECDSA on P-384 with SHA-384, r ‖ s.
    public let signature: P384.Signature

    /// Reads a response that fills the rest.
    init(_ reader: inout LittleEndianReader, _ bytes: [UInt8]) throws(DocumentError) {
        try reader.constant(SPDM.version, "response.version")
        try reader.constant(SPDM.measurements, "response.code")
        parameter = UInt8(try reader.unsigned(1, "response.parameter"))
        let slotOffset = reader.offset
        slot = UInt8(try reader.unsigned(1, "response.slot"))
        guard slot < 16 else { throw DocumentError(.outOfRange, at: slotOffset, field: "response.slot") }
        let count = try reader.unsigned(1, "response.numberOfBlocks")
        let length = try reader.unsigned(3, "response.measurementRecordLength")
        var record = LittleEndianReader(bytes, try reader.range(length, "measurements"))
        blocks = try MeasurementsResponse.blocks(count, &record)
        nonce = try reader.bytes(MeasurementsRequest.nonceByteCount, "response.nonce")
        let lengthOffset = reader.offset
        let opaqueLength = try reader.unsigned(2, "response.opaqueLength")
        guard opaqueLength <= SPDM.maximumOpaqueByteCount else {
            throw DocumentError(.tooLong, at: lengthOffset, field: "response.opaqueLength")
        }
        var fields = LittleEndianReader(bytes, try reader.range(opaqueLength, "opaque"))
        opaque = try MeasurementsResponse.fields(&fields)
        let signatureOffset = reader.offset
        guard let signature = P384.Signature(raw: try reader.bytes(P384.Signature.byteCount, "response.signature"))
        else { throw DocumentError(.truncated, at: signatureOffset, field: "response.signature") }
        self.signature = signature
        try reader.finish("response")
    }

    /// The message without its signature.
    public var signedPart: [UInt8] {
        let record = blocks.flatMap(\.encoded)
        let fields = opaque.flatMap(\.encoded)
        return [SPDM.version, SPDM.measurements, parameter, slot, UInt8(blocks.count)]
            + .littleEndian(record.count, 3) + record + nonce + .littleEndian(fields.count, 2) + fields
    }

    private static func blocks(
        _ count: Int, _ reader: inout LittleEndianReader
    ) throws(DocumentError) -> [MeasurementBlock] {
        var blocks: [MeasurementBlock] = []
        var seen: Set<UInt8> = []
        for _ in 0..<count {
            let start = reader.offset
            let block = try MeasurementBlock(&reader)
            guard seen.insert(block.index).inserted else {
                throw DocumentError(.unexpectedItem, at: start, field: "measurements.\(block.index)")
            }
            blocks.append(block)
        }
        try reader.finish("measurements")
        return blocks
    }

    private static func fields(_ reader: inout LittleEndianReader) throws(DocumentError) -> [OpaqueField] {
        var fields: [OpaqueField] = []
        var seen: Set<UInt16> = []
        while !reader.isAtEnd {
            let start = reader.offset
            let field = try OpaqueField(&reader)
            guard seen.insert(field.type).inserted else {
                throw DocumentError(.unexpectedItem, at: start, field: "opaque.\(field.type)")
            }
            fields.append(field)
        }
        return fields
    }
}
