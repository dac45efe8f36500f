/// A write of the hart to memory.
public struct MemoryWrite: Sendable, Equatable {
    /// Where: a multiple of the width.
    public let address: UInt32
    /// How many bytes.
    public let width: AccessWidth
    /// What, in the low bytes.
    public let value: UInt32

    /// A write of the given parts.
    public init(address: UInt32, width: AccessWidth, value: UInt32) {
        self.address = address
        self.width = width
        self.value = value
    }
}

/// Memory that can be taken back to where it was, at the price of what was written and not of what there is.
extension Machine {
    /// Bytes of a line, the unit in which writes are told and compared.
    public static var lineBytes: UInt32 { UInt32(Region.lineBytes) }

    /// From here on, memory can be rolled back to what it is now. `restore(_:)` ends it.
    public mutating func beginJournal() {
        for index in 0..<memory.count { unsafe memory.regions[index].beginJournal() }
    }

    /// Takes back every write to memory since the journal began. Hart and devices are the caller's to take back.
    public mutating func rollBack() {
        for index in 0..<memory.count { unsafe memory.regions[index].rollBack() }
    }

    /// Addresses of words that are not what they were when the journal began; nil where there are more than `limit`, or no
    /// journal.
    public func changedWords(limit: Int) -> [UInt32]? {
        var changed: [UInt32] = []
        for index in 0..<memory.count {
            guard unsafe memory.regions[index].addChangedWords(to: &changed, limit: limit) else { return nil }
        }
        return changed
    }

    /// Whether the lines that were written since the journal began, and those that are named by an address in them,
    /// hold what a snapshot has there; bytes of a line whose bits `ignored` gives for its address may differ.
    public func matches(
        _ snapshot: Snapshot, atWrittenLinesAnd lines: ArraySlice<[UInt32]>, ignoring ignored: (UInt32) -> UInt64
    ) -> Bool {
        guard snapshot.memory.count == memory.count else { return false }
        for index in 0..<memory.count {
            guard let journal = unsafe memory.regions[index].journal else { return false }
            let base = unsafe memory.regions[index].base
            for place in 0..<journal.count {
                let line = journal.line(place)
                let address = base &+ UInt32(line * Region.lineBytes)
                guard unsafe memory.regions[index].line(line, holds: snapshot.memory[index], ignoring: ignored(address))
                else { return false }
            }
        }
        for group in lines {
            for address in group {
                guard let index = memory.region(holding: address) else { return false }
                let line = unsafe Int((address &- memory.regions[index].base) >> Region.Mark.lineShift)
                guard unsafe memory.regions[index].line(line, holds: snapshot.memory[index], ignoring: ignored(address))
                else { return false }
            }
        }
        return true
    }
}
