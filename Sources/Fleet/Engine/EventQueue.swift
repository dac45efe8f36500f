/// What will happen, ordered by (tick, chip, sequence): no two events are ever at the same place.
struct EventQueue {
    /// An event with its place in the order.
    struct Entry {
        let tick: UInt64
        let chip: Int
        let sequence: Int
        let event: HostEvent

        static func comesBefore(_ left: Entry, _ right: Entry) -> Bool {
            (left.tick, left.chip, left.sequence) < (right.tick, right.chip, right.sequence)
        }
    }

    // Sorted, the next one last.
    private var entries: [Entry] = []
    private var count = 0

    /// Adds an event; among events of one tick and chip, those that were added earlier come first.
    mutating func add(_ event: HostEvent, at tick: UInt64, chip: Int) {
        entries.append(Entry(tick: tick, chip: chip, sequence: count, event: event))
        count += 1
    }

    /// Puts what was added in order; call once, before the first `next`.
    mutating func arrange() { entries.sort { Entry.comesBefore($1, $0) } }

    /// Takes the next event, where it comes at a tick or before.
    mutating func next(through tick: UInt64) -> Entry? {
        guard let next = entries.last, next.tick <= tick else { return nil }
        return entries.popLast()
    }
}

/// What a host does at a given time, beside its work.
enum HostEvent {
    /// Switches the chip on.
    case powerOn
    /// Installs a licence, by its place in the scenario.
    case install(licence: Int)
    /// Answers a challenge, by its place among the chip's.
    case attest(challenge: Int)
    /// Switches the chip off and on.
    case restart
    /// Cheats, by the cheat's place in the scenario.
    case cheat(Int)
}
