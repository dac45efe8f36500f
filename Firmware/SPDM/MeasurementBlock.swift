import ChipABI
import Wire

/// A measurement, by its index (DSP0274 1.3, section 10.11.1). `Specs/SPDM.md` has the table.
enum MeasurementBlock: UInt8 {
    /// SHA-384 of the ROM.
    case rom = 1
    /// SHA-384 of the runtime's code.
    case runtime = 2
    /// Key table digest, minimum security version, life cycle: what is fused.
    case fuses = 3
    /// The licence in force.
    case licence = 4
    /// Meter and fault.
    case meter = 5
    /// The runtime's security version.
    case securityVersion = 6
    /// Operational and debug modes, at the index that DSP0274 gives them.
    case deviceMode = 0xfe

    /// How many there are.
    static let count = 7

    /// They in rising order: the one at a place below `count`.
    init(place: Int) { self = MeasurementBlock(rawValue: UInt8(truncatingIfNeeded: place + 1)) ?? .deviceMode }

    /// Whether the chip's trust rests on it.
    var isTrustedBase: Bool {
        switch self {
        case .rom, .runtime, .securityVersion: true
        case .fuses, .licence, .meter, .deviceMode: false
        }
    }

    /// DMTFSpecMeasurementValueType, bits 0 to 6.
    private var type: UInt8 {
        switch self {
        case .rom: 0
        case .runtime: 1
        case .fuses: 2
        case .licence, .meter: 3
        case .deviceMode: 5
        case .securityVersion: 7
        }
    }

    /// Whether it goes as a bit stream: by its nature, or because the requester wants that and there is one.
    private func isRaw(_ wanted: Bool) -> Bool {
        switch self {
        case .rom, .runtime: false
        case .fuses, .licence, .meter: wanted
        case .deviceMode, .securityVersion: true
        }
    }

    /// Writes the block: index, specification, size, then type, size and value.
    func write<H: SessionHardware & ~Copyable>(
        _ state: MeasuredState, wantsRaw: Bool, to sink: inout MessageBuffer, _ hardware: inout H
    ) {
        var value = ByteBuffer<64>()
        writeValue(state, to: &value)
        let isRaw = isRaw(wantsRaw)
        let isDigestOfValue = !isRaw && value.count != Digest.byteCount
        let length = isDigestOfValue ? Digest.byteCount : value.count
        sink.write(rawValue)
        sink.write(Algorithms.measurementSpecification)
        sink.two(length + 3)
        sink.write(isRaw ? type | 0x80 : type)
        sink.two(length)
        if isDigestOfValue {
            sink.write(hardware.digest(value.bytes))
        } else {
            sink.write(value.bytes)
        }
    }

    private func writeValue(_ state: MeasuredState, to value: inout ByteBuffer<64>) {
        switch self {
        case .rom: value.write(state.romDigest)
        case .runtime: value.write(state.runtimeDigest)
        case .fuses:
            value.write(state.keyTableDigest)
            value.littleEndian(UInt64(state.minimumSecurityVersion), bytes: 4)
            value.littleEndian(UInt64(state.lifeCycle), bytes: 4)
        case .licence:
            value.littleEndian(state.licenceSequence, bytes: 8)
            value.write(state.licenceDigest)
        case .meter:
            value.littleEndian(state.operations)
            value.littleEndian(state.training)
            value.littleEndian(UInt64(state.fault), bytes: 4)
        case .securityVersion: value.littleEndian(UInt64(state.securityVersion), bytes: 8)
        case .deviceMode: writeMode(state, to: &value)
        }
    }

    /// Operational modes that the chip has and the one it is in, debug modes likewise (table of device modes).
    private func writeMode(_ state: MeasuredState, to value: inout ByteBuffer<64>) {
        let manufacturing: UInt64 = 1 << 0
        let validation: UInt64 = 1 << 1
        let normal: UInt64 = 1 << 2
        let decommissioned: UInt64 = 1 << 5
        // Bit 0 and 1: non-invasive and invasive debug are active. A word that is no life cycle is told as open.
        let (mode, debug): (UInt64, UInt64) =
            switch LifeCycle(rawValue: state.lifeCycle) {
            case .test: (manufacturing, 3)
            case .development: (validation, 3)
            case .production: (normal, 0)
            case .endOfLife: (decommissioned, 0)
            case nil: (0, 3)
            }
        value.littleEndian(manufacturing | validation | normal | decommissioned, bytes: 4)
        value.littleEndian(mode, bytes: 4)
        value.littleEndian(3, bytes: 4)
        value.littleEndian(debug, bytes: 4)
    }
}
