import ChipABI
import Wire

/// What must survive a power cycle beside the licence: the log's chain, and the meter as it was last logged.
struct SavedState {
    /// Entries since manufacture.
    var logCount: UInt64 = 0
    /// The chain value after the last.
    var logHead = Digest.zero
    /// The meter at that time.
    var meter = MeterTotals(total: .zero, training: .zero)

    /// The state of a chip that has never run.
    init() {}

    /// A state of the given parts.
    init(logCount: UInt64, logHead: Digest, meter: MeterTotals) {
        self.logCount = logCount
        self.logHead = logHead
        self.meter = meter
    }

    /// Reads the state from flash.
    init<H: Hardware & ~Copyable>(_ hardware: inout H) throws(Fault) {
        var record = ByteBuffer<256>()
        guard try SealedPages.read(MemoryMap.stateOffset, counter: .state, into: &record, &hardware) else { return }
        var reader = CBORReader(record.bytes)
        do throws(WireError) {
            try reader.array(4)
            logCount = try reader.unsigned()
            logHead = try reader.digest()
            meter.total = try reader.operations()
            meter.training = try reader.operations()
            try reader.finish()
        } catch {
            throw .stateLost
        }
    }

    /// Writes it to flash.
    func write<H: Hardware & ~Copyable>(_ hardware: inout H) throws(Fault) {
        var record = ByteBuffer<256>()
        record.array(4)
        record.unsigned(logCount)
        record.bytes(logHead)
        record.operations(meter.total)
        record.operations(meter.training)
        let version = hardware.counter(.state) &+ 1
        guard version != 0 else { throw .stateWriteFailed }
        try SealedPages.write(
            record.bytes, version: version, to: MemoryMap.stateOffset, counter: .state, &hardware)
    }
}
