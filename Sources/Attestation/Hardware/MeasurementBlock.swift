/// One measurement block in the DMTF's measurement specification (DSP0274 1.1, section 10.11.3).
public struct MeasurementBlock: Hashable, Sendable {
    /// The block's index, 1 to 254.
    public let index: UInt8
    /// DMTFSpecMeasurementValueType: what was measured in bits 0 to 6, and in bit 7 whether the value is raw.
    public let valueType: UInt8
    /// The digest, or the raw value.
    public let value: [UInt8]

    /// Whether the value is raw rather than a digest.
    public var isRaw: Bool { valueType & 0x80 != 0 }
    /// Whether the value is all zeros, which is what unused blocks hold.
    public var isZero: Bool { value.allSatisfy { $0 == 0 } }

    /// Reads a block.
    init(_ reader: inout LittleEndianReader) throws(DocumentError) {
        let start = reader.offset
        index = UInt8(try reader.unsigned(1, "measurements.index"))
        let field = "measurements.\(index)"
        guard (1...254).contains(index) else { throw DocumentError(.outOfRange, at: start, field: field) }
        try reader.constant(SPDM.measurementSpecification, "\(field).specification")
        let sizeOffset = reader.offset
        let size = try reader.unsigned(2, "\(field).size")
        valueType = UInt8(try reader.unsigned(1, "\(field).valueType"))
        let count = try reader.unsigned(2, "\(field).valueSize")
        guard size == count + 3 else { throw DocumentError(.outOfRange, at: sizeOffset, field: "\(field).size") }
        value = try reader.bytes(count, "\(field).value")
    }

    /// The block.
    public var encoded: [UInt8] {
        [index, SPDM.measurementSpecification] + .littleEndian(value.count + 3, 2) + [valueType]
            + .littleEndian(value.count, 2) + value
    }

    /// What was measured, in words.
    public var kind: String {
        switch valueType & 0x7F {
        case 0: "immutable ROM"
        case 1: "mutable firmware"
        case 2: "hardware configuration"
        case 3: "firmware configuration"
        case let other: "type \(other)"
        }
    }
}
