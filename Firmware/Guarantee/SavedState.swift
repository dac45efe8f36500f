import ChipABI
import Wire

/// What must survive a power cycle beside the licence: the log's chain, the meter, usage that is not logged
/// yet, and whose the chip is.
struct SavedState {
    /// Entries since manufacture.
    var logCount: UInt64 = 0
    /// The chain value after the last.
    var logHead = Digest.zero
    /// The index of the first entry since the last attestation.
    var logFirst: UInt64 = 0
    /// The chain value before it.
    var logBefore = Digest.zero
    /// Entries dropped since the last attestation.
    var logDropped: UInt64 = 0
    /// The meter when this was saved.
    var meter = MeterTotals(total: .zero, training: .zero)
    /// Usage that was not logged yet, the opening that was about to begin included.
    var usage: Usage?
    /// The sequence of the licence that was last logged as installed.
    var loggedSequence: UInt64 = 0
    /// SHA-384 of that licence's record in flash: two records can bear one sequence.
    var loggedRecord = Digest.zero
    /// Whose the chip is.
    var ownership = Ownership()

    /// The state of a chip that has never run.
    init() {}

    /// The state of a log, a meter, what is not logged yet, what licence was, and the owner.
    init(
        _ log: borrowing UsageLog, meter: MeterTotals, usage: Usage?, logged: (sequence: UInt64, record: Digest),
        ownership: Ownership
    ) {
        self.usage = usage
        self.ownership = ownership
        loggedSequence = logged.sequence
        loggedRecord = logged.record
        logCount = log.nextIndex
        logHead = log.head
        logFirst = log.firstIndex
        logBefore = log.before
        logDropped = log.dropped
        self.meter = meter
    }

    /// Reads the state from flash.
    init<H: Hardware & ~Copyable>(_ hardware: inout H) throws(Fault) {
        var record = ByteBuffer<512>()
        guard try SealedPages.read(MemoryMap.stateOffset, counter: .state, into: &record, &hardware) else { return }
        var reader = CBORReader(record.bytes)
        do throws(WireError) {
            // Ten while the chip is nobody's and offered to nobody, as firmware that knew of no owners wrote.
            let count = try reader.array()
            guard count == 10 || count == 11 else { throw WireError(.unexpectedItem, at: 0) }
            logCount = try reader.unsigned()
            logHead = try reader.digest()
            logFirst = try reader.unsigned()
            logBefore = try reader.digest()
            logDropped = try reader.unsigned()
            meter.total = try reader.operations()
            meter.training = try reader.operations()
            usage = try Usage(&reader)
            loggedSequence = try reader.unsigned()
            loggedRecord = try reader.digest()
            if count == 11 { ownership = try Ownership(&reader) }
            try reader.finish()
        } catch {
            throw .stateLost
        }
    }

    /// Writes it to flash.
    func write<H: Hardware & ~Copyable>(_ hardware: inout H) throws(Fault) {
        var record = ByteBuffer<512>()
        record.array(ownership.isUntouched ? 10 : 11)
        record.unsigned(logCount)
        record.bytes(logHead)
        record.unsigned(logFirst)
        record.bytes(logBefore)
        record.unsigned(logDropped)
        record.operations(meter.total)
        record.operations(meter.training)
        record.array(usage == nil ? 0 : 5)
        usage?.write(to: &record)
        record.unsigned(loggedSequence)
        record.bytes(loggedRecord)
        if !ownership.isUntouched { ownership.write(to: &record) }
        let version = hardware.counter(.state) &+ 1
        guard version != 0 else { throw .stateWriteFailed }
        try SealedPages.write(
            record.bytes, version: version, to: MemoryMap.stateOffset, counter: .state, permit: 0, &hardware)
    }

    /// Whether flash holds the licence that was logged last, or one that was installed just before power went.
    func admits(_ account: Account?) -> Bool {
        guard let account else { return loggedSequence == 0 }
        return account.terms.sequence > loggedSequence
            || account.terms.sequence == loggedSequence && account.record == loggedRecord
    }
}
