import Accelerator
import ChipABI
import Cryptography
import Wire

extension ChipState {
    /// Why bytes are not a chip's state, and where reading stopped.
    package struct ReadingError: Error, Hashable, Sendable {
        /// The byte offset.
        package let offset: Int
        /// What was expected there.
        package let field: String
        /// The format's version where it is another one than `version`; nil where it is that one, or cannot be told.
        package let otherVersion: UInt64?
    }

    /// The format that is written and read.
    package static let version: UInt64 = 4

    /// The state as a file: deterministic CBOR. It holds the device secret, as the chip itself does.
    package func encoded() -> [UInt8] {
        var sink = ArraySink()
        sink.array(17)
        sink.unsigned(ChipState.version)
        sink.bytes(fuses.chipIdentifier.span)
        sink.bytes(fuses.deviceSecret.span)
        sink.bytes(fuses.keyTableDigest.bytes.span)
        sink.unsigned(UInt64(fuses.lifeCycle.rawValue))
        sink.unsigned(UInt64(fuses.minimumSecurityVersion))
        sink.array(fuses.fieldEntropy.count)
        for slot in fuses.fieldEntropy { sink.bytes(slot.span) }
        sink.boolean(fuses.isUnlocked)
        let pages = flash.content
        sink.array(pages.count * 2)
        for (page, words) in pages {
            sink.unsigned(UInt64(page))
            sink.bytesHead(Flash.pageSize)
            for word in words { sink.bigEndian(UInt64(word), bytes: 4) }
        }
        sink.array(counters.values.count)
        for value in counters.values { sink.unsigned(value) }
        sink.array(Counter.all.count)
        for counter in Counter.all { sink.operations(ChipState.split(meter[counter])) }
        sink.operations(ChipState.split(training))
        sink.unsigned(openings)
        sink.unsigned(UInt64(tamper))
        sink.unsigned(UInt64(events))
        sink.unsigned(UInt64(violations))
        sink.unsigned(tick)
        return sink.bytes
    }

    /// Reads a state that `encoded()` wrote. Any other bytes are refused.
    package init(_ bytes: [UInt8]) throws(ReadingError) {
        var reader = CBORReader(bytes.span)
        var field = "version"
        do throws(WireError) {
            guard try reader.array() == 17 else { throw WireError(.unexpectedItem, at: 0) }
            try reader.key(Int64(ChipState.version))
            field = "chip identifier"
            let identifier = try reader.bytes(16)
            field = "device secret"
            let secret = try reader.bytes(48)
            field = "key table digest"
            let digest = try reader.bytes(48)
            field = "life cycle"
            var start = reader.offset
            guard let lifeCycle = LifeCycle(rawValue: try reader.unsigned32()),
                let table = Digest384(Array(bytes[digest]))
            else { throw WireError(.outOfRange, at: start) }
            field = "minimum security version"
            let minimum = try reader.unsigned32()
            field = "field entropy"
            start = reader.offset
            let slotCount = try reader.array()
            guard slotCount <= FuseRegisters.entropySlots else { throw WireError(.outOfRange, at: start) }
            var entropy: [[UInt8]] = []
            for _ in 0..<slotCount { entropy.append(Array(bytes[try reader.bytes(32)])) }
            field = "unlocked"
            let isUnlocked = try reader.boolean()
            var fuses = Fuses(
                chipIdentifier: Array(bytes[identifier]), deviceSecret: Array(bytes[secret]), keyTableDigest: table,
                lifeCycle: lifeCycle, minimumSecurityVersion: minimum)
            fuses.fieldEntropy = entropy
            fuses.isUnlocked = isUnlocked
            field = "flash"
            var flash = Flash()
            start = reader.offset
            let pageItems = try reader.array()
            guard pageItems % 2 == 0 else { throw WireError(.unexpectedItem, at: start) }
            var last = -1
            for _ in 0..<pageItems / 2 {
                start = reader.offset
                let page = try reader.unsigned()
                guard page < UInt64(Flash.pageCount), Int(page) > last else { throw WireError(.keyOrder, at: start) }
                last = Int(page)
                let content = try reader.bytes(Flash.pageSize)
                flash.setPage(
                    last,
                    stride(from: content.lowerBound, to: content.upperBound, by: 4).map { offset in
                        bytes.word(at: offset).byteSwapped
                    })
            }
            self.init(fuses: fuses, flash: flash)
            field = "counters"
            try reader.array(counters.values.count)
            for index in counters.values.indices { counters.values[index] = try reader.unsigned() }
            field = "meter"
            try reader.array(Counter.all.count)
            for counter in Counter.all {
                start = reader.offset
                meter[counter] = ChipState.join(try reader.operations())
                guard meter[counter] < AcceleratorComplex.counterLimit else { throw WireError(.outOfRange, at: start) }
            }
            field = "training"
            start = reader.offset
            training = ChipState.join(try reader.operations())
            guard training <= meter.policyOperations else { throw WireError(.outOfRange, at: start) }
            field = "openings"
            openings = try reader.unsigned()
            field = "tamper inputs"
            tamper = try reader.unsigned32()
            field = "events"
            events = try reader.unsigned32()
            violations = try reader.unsigned32()
            field = "tick"
            tick = try reader.unsigned()
            field = "end"
            try reader.finish()
        } catch {
            throw ReadingError(
                offset: error.offset, field: field,
                otherVersion: field == "version" ? ChipState.formatVersion(of: bytes) : nil)
        }
    }

    /// The version that a state of another format names: the first item of its array. Earlier arrays had fewer items.
    private static func formatVersion(of bytes: [UInt8]) -> UInt64? {
        var reader = CBORReader(bytes.span)
        guard let count = try? reader.array(), count >= 10, let version = try? reader.unsigned(),
            version != ChipState.version, version > 0, version < 24
        else { return nil }
        return version
    }

    private static func split(_ value: UInt128) -> Operations {
        Operations(high: UInt64(truncatingIfNeeded: value >> 64), low: UInt64(truncatingIfNeeded: value))
    }

    private static func join(_ value: Operations) -> UInt128 { UInt128(value.high) << 64 | UInt128(value.low) }
}

private struct ArraySink: ByteSink {
    var bytes: [UInt8] = []
    mutating func write(_ byte: UInt8) { bytes.append(byte) }
}
