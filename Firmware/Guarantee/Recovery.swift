import ChipABI
import Wire

/// What one evaluation finds in flash when the runtime begins.
struct Recovery {
    /// The saved state.
    private(set) var state = SavedState()
    /// The licence that was in force.
    private(set) var account: Account?
    /// The meter.
    private(set) var meter = MeterTotals(total: .zero, training: .zero)
    /// What does not hold.
    private(set) var fault: Fault?

    /// Reads the meter, the state and the licence. Never inlined, so that nothing of one evaluation serves another.
    @inline(never)
    init<H: Hardware & ~Copyable>(_ hardware: inout H) {
        // Apart from the state: evidence tells what the meter counted also where the state is lost, and a meter that
        // is out of order does not take the state with it.
        do throws(Fault) { meter = try MeterTotals(hardware.readMeter()) } catch { fault = error }
        do throws(Fault) {
            state = try SavedState(&hardware)
            let found = try Recovery.savedAccount(&hardware)
            guard state.admits(found) else { throw .stateLost }
            // A licence ends with its owner's time.
            if let found, found.terms.sequence > state.ownership.lastLicence { account = found }
            if let fault { throw fault }
            guard meter.total >= state.meter.total, meter.training >= state.meter.training else {
                throw .meterWentBackwards
            }
        } catch {
            fault = error
        }
    }

    /// Reads the licence page and the account's start.
    private static func savedAccount<H: Hardware & ~Copyable>(_ hardware: inout H) throws(Fault) -> Account? {
        var record = ByteBuffer<4032>()
        guard try SealedPages.read(MemoryMap.licenceOffset, counter: .licence, into: &record, &hardware) else {
            return nil
        }
        var reader = CBORReader(record.bytes)
        do throws(WireError) {
            // Three where firmware wrote it that knew of no places: then no place has a right of its own.
            let fields = try reader.array()
            guard fields == 3 || fields == 4 else { throw WireError(.unexpectedItem, at: 0) }
            let payload = try reader.bytes()
            let total = try reader.operations()
            let training = try reader.operations()
            let place = fields == 4 ? try reader.unsigned() : .max
            try reader.finish()
            let terms = try LicenceTerms(record.bytes, payload)
            hardware.beginHash()
            hardware.write(record.bytes.extracting(payload))
            let digest = hardware.finishHash()
            hardware.beginHash()
            hardware.write(record.bytes)
            return Account(
                terms: terms, place: place, digest: digest, record: hardware.finishHash(), totalAtStart: total,
                trainingAtStart: training)
        } catch {
            throw .stateLost
        }
    }
}
