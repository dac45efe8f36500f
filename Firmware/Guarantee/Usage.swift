import ChipABI
import Wire

/// Operations that the next usage entry will tell.
struct Usage {
    /// What the openings were for.
    let use: WorkloadClass
    /// How many openings.
    var openings: UInt64
    /// Operations that passed.
    var used: Operations
    /// The weights as they were measured.
    let model: Digest
    /// The licence's sequence.
    let sequence: UInt64

    /// Usage of the given parts.
    init(use: WorkloadClass, openings: UInt64, used: Operations, model: Digest, sequence: UInt64) {
        self.use = use
        self.openings = openings
        self.used = used
        self.model = model
        self.sequence = sequence
    }

    /// Reads an array of five fields, or an empty one for none.
    init?(_ reader: inout CBORReader) throws(WireError) {
        let start = reader.offset
        let count = try reader.array()
        if count == 0 { return nil }
        guard count == 5, let use = WorkloadClass(rawValue: try reader.unsigned32()) else {
            throw WireError(.unexpectedItem, at: start)
        }
        self.use = use
        openings = try reader.unsigned()
        used = try reader.operations()
        model = try reader.digest()
        sequence = try reader.unsigned()
    }

    /// Writes the five fields, without the array's head.
    func write<let capacity: Int>(to record: inout ByteBuffer<capacity>) {
        record.unsigned(UInt64(use.rawValue))
        record.unsigned(openings)
        record.operations(used)
        record.bytes(model)
        record.unsigned(sequence)
    }

    /// Adds operations. The sum of what was used is at most the meter's total, which fits; past that it stays at the
    /// highest value, so that an overflow never looks like little.
    mutating func add(_ operations: Operations) {
        used = used.adding(operations) ?? Operations(high: .max, low: .max)
    }
}
