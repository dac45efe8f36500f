extension Machine {
    /// Everything that a run depends on but the devices: the hart and every byte of memory.
    public struct Snapshot: Sendable, Equatable {
        /// The hart.
        public var hart: Hart
        /// The bytes of each region, in the order in which the machine was given them.
        public var memory: [[UInt8]]
    }

    /// Copies the state out. Devices are the caller's: copy `devices` beside it where they are values.
    public func snapshot() -> Snapshot {
        Snapshot(
            hart: hart,
            memory: (0..<memory.count).map { unsafe memory.regions[$0].contents })
    }

    /// Puts a state back, and ends a journal. What was decoded is kept where the bytes are still the same.
    /// - Parameter snapshot: Taken from a machine with the same regions.
    public mutating func restore(_ snapshot: Snapshot) {
        precondition(snapshot.memory.count == memory.count, "A snapshot fits a machine with the same regions only.")
        hart = snapshot.hart
        for (index, bytes) in snapshot.memory.enumerated() {
            unsafe memory.regions[index].endJournal()
            unsafe memory.regions[index].replace(with: bytes)
        }
    }

    /// Whether all that a run depends on is as in a snapshot, but for how many instructions it took to get there.
    ///
    /// Memory that the hart can't write is not compared.
    /// - Parameter snapshot: Taken from a machine with the same regions.
    /// - Returns: False also where the regions differ.
    public func matches(_ snapshot: Snapshot) -> Bool {
        guard snapshot.memory.count == memory.count else { return false }
        var other = snapshot.hart
        other.retired = hart.retired
        other.attempted = hart.attempted
        guard hart == other else { return false }
        return snapshot.memory.enumerated().allSatisfy { index, bytes in
            unsafe memory.regions[index].isReadOnly || memory.regions[index].holds(bytes)
        }
    }
}
