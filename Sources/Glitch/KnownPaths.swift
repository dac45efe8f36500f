import Silicon

/// How runs went on from places where many come by, and what came of them.
struct KnownPaths: Sendable {
    /// Where a run is, as far as it is cheap to tell.
    struct Place: Hashable {
        /// The next instruction.
        let pc: UInt32
        /// What the devices were at the fault; nil where that says nothing of what they are now.
        let epoch: Int32?
        /// Return address and stack pointer, mixed: who called.
        let caller: UInt32
        /// Of the last trap.
        let cause: UInt32
        /// What was answered to the last command.
        let outcome: UInt32?

        /// Where a core is.
        init(of core: borrowing FaultCore, epoch: Int32?) {
            pc = core.pc
            self.epoch = epoch
            // A core that has trapped comes from anywhere, and goes the same way.
            caller = core.trapCause == 0 ? core[1] &* 31 ^ core[2] : 0
            cause = core.trapCause
            outcome = core.outcome
        }
    }

    private struct Entry: Sendable {
        let path: KnownPath
        /// Instructions until the core slept.
        let length: UInt64
        let result: Trial.Result
    }

    /// How many runs have to come by before one is noted: that takes as long as many runs.
    private let patience: Int
    private var entries: [Place: [Entry]] = [:]
    private var strangers: [Place: Int] = [:]
    private var count = 0
    private static let limit = 1_024
    private static let placeLimit = 24
    private static let strangerLimit = 65_536

    init(patience: Int) { self.patience = patience }

    /// What comes of a core here, if it goes a way that is known and ends within so many instructions.
    mutating func result(of core: inout FaultCore, at place: Place, within left: UInt64) -> Trial.Result? {
        guard let known = entries[place] else { return nil }
        for (number, entry) in known.enumerated() where entry.length < left && core.goes(entry.path) {
            // The next to come is most likely to go the same way.
            if number > 0 { entries[place]?.swapAt(0, number) }
            core.pass(entry.path)
            return entry.result
        }
        return nil
    }

    /// Whether the run that is here should be noted: each time that four times as many strangers have come by as the last.
    mutating func wantsPath(at place: Place, isShort: Bool) -> Bool {
        if strangers.count >= KnownPaths.strangerLimit { strangers.removeAll(keepingCapacity: true) }
        let number = strangers[place, default: 0] + 1
        strangers[place] = number
        if isShort { return number <= KnownPaths.placeLimit }
        guard number >= patience, number % patience == 0 else { return false }
        let turn = number / patience
        return turn & (turn - 1) == 0 && turn.trailingZeroBitCount % 2 == 0
    }

    /// Keeps how a run went.
    mutating func add(_ path: KnownPath, _ length: UInt64, _ result: Trial.Result, at place: Place) {
        if count >= KnownPaths.limit {
            entries.removeAll(keepingCapacity: true)
            count = 0
        }
        let before = entries[place]?.count ?? 0
        entries[place, default: []].insert(Entry(path: path, length: length, result: result), at: 0)
        if before == KnownPaths.placeLimit { entries[place]?.removeLast() } else { count += 1 }
    }
}
