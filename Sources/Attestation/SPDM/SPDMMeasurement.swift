/// A measurement that a responder told (DSP0274 1.3, section 10.11.1).
public struct SPDMMeasurement: Hashable, Sendable {
    /// Its index.
    public let index: UInt8
    /// What was measured: 0 immutable ROM, 1 firmware, 2 hardware configuration, 3 firmware configuration, 4 manifest, 5
    /// device mode, 6 version, 7 security version.
    public let type: UInt8
    /// Whether the value is the measured bits themselves, or their digest.
    public let isRaw: Bool
    /// The value.
    public let value: [UInt8]

    /// Reads the blocks of a measurement record; nil where it is malformed.
    static func all(_ record: [UInt8]) -> [SPDMMeasurement]? {
        var measurements: [SPDMMeasurement] = []
        var offset = 0
        while offset < record.count {
            guard offset + 7 <= record.count, record[offset + 1] == 1 else { return nil }
            let length = record.two(offset + 2)
            let count = record.two(offset + 5)
            guard length == count + 3, offset + 4 + length <= record.count else { return nil }
            measurements.append(
                SPDMMeasurement(
                    index: record[offset], type: record[offset + 4] & 0x7f, isRaw: record[offset + 4] & 0x80 != 0,
                    value: Array(record[offset + 7..<offset + 4 + length])))
            offset += 4 + length
        }
        return measurements
    }
}

extension [UInt8] {
    /// The two bytes at an offset that is known to be inside, the least significant first.
    func two(_ offset: Int) -> Int { Int(self[offset]) | Int(self[offset + 1]) << 8 }

    /// The four bytes at an offset that is known to be inside, the least significant first.
    func four(_ offset: Int) -> Int { two(offset) | two(offset + 2) << 16 }

    /// The low `bytes` bytes of a number, the least significant first.
    init(littleEndian value: UInt64, bytes: Int) {
        self = (0..<bytes).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
    }
}
