/// The fields of one protobuf message, in order (protobuf.dev, "Encoding"); groups are refused.
struct ProtobufFields {
    /// A field's value.
    enum Value {
        /// A base-128 number.
        case varint(UInt64)
        /// 32 bits.
        case fixed32(UInt32)
        /// 64 bits.
        case fixed64(UInt64)
        /// Text, bytes, a message or a packed list.
        case bytes(ArraySlice<UInt8>)
    }

    private var rest: ArraySlice<UInt8>

    init(_ message: ArraySlice<UInt8>) { rest = message }

    /// The next field; nil at the end.
    ///
    /// - Throws: `RecordFault` where the bytes are no field.
    mutating func next() throws(RecordFault) -> (number: Int, value: Value)? {
        guard !rest.isEmpty else { return nil }
        guard let tag = ProtobufFields.varint(&rest), (1..<(1 << 29)).contains(tag >> 3) else { throw Self.fault }
        let number = Int(tag >> 3)
        switch tag & 7 {
        case 0:
            guard let value = ProtobufFields.varint(&rest) else { throw Self.fault }
            return (number, .varint(value))
        case 1: return (number, .fixed64(try fixed(8)))
        case 2:
            guard let length = ProtobufFields.varint(&rest), length <= UInt64(rest.count) else { throw Self.fault }
            defer { rest = rest.dropFirst(Int(length)) }
            return (number, .bytes(rest.prefix(Int(length))))
        case 5: return (number, .fixed32(UInt32(truncatingIfNeeded: try fixed(4))))
        default: throw Self.fault
        }
    }

    /// Numbers of a packed list.
    static func packed(_ bytes: ArraySlice<UInt8>) throws(RecordFault) -> [UInt64] {
        var (rest, numbers) = (bytes, [UInt64]())
        while !rest.isEmpty {
            guard let value = varint(&rest) else { throw fault }
            numbers.append(value)
        }
        return numbers
    }

    private mutating func fixed(_ length: Int) throws(RecordFault) -> UInt64 {
        guard rest.count >= length else { throw Self.fault }
        defer { rest = rest.dropFirst(length) }
        return rest.prefix(length).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// A base-128 number of at most 64 bits, taken off the front; nil where there is none.
    static func varint(_ bytes: inout ArraySlice<UInt8>) -> UInt64? {
        var value: UInt64 = 0
        for (index, byte) in bytes.prefix(10).enumerated() {
            let part = UInt64(byte & 0x7f)
            guard index < 9 || byte <= 1 else { return nil }
            value |= part << UInt64(7 * index)
            if byte < 0x80 {
                bytes = bytes.dropFirst(index + 1)
                return value
            }
        }
        return nil
    }

    private static var fault: RecordFault {
        RecordFault(nil, "these bytes are no protobuf message", mend: "get the whole file, as it was recorded")
    }
}
