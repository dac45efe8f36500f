/// For each instruction of a trace the registers that it reads or writes, to find the next one that does.
struct NextTouch: Sendable {
    /// By instruction, then by 64 of the level below, and again: all that is touched there, by bit.
    private var levels: [[UInt32]]

    private static let shift = 6

    /// What is touched by each instruction, x0 to x31 by bit.
    init(_ touched: [UInt32]) {
        levels = [touched]
        while let last = levels.last, last.count > 1 << NextTouch.shift {
            var level = [UInt32](repeating: 0, count: (last.count - 1) >> NextTouch.shift + 1)
            for (place, mask) in last.enumerated() { level[place >> NextTouch.shift] |= mask }
            levels.append(level)
        }
    }

    /// The first instruction from `start` on that touches one of these registers.
    func next(_ mask: UInt32, from start: Int) -> Int? { mask == 0 ? nil : next(mask, from: start, level: 0) }

    private func next(_ mask: UInt32, from start: Int, level: Int) -> Int? {
        let entries = levels[level]
        let isTop = level + 1 == levels.count
        let end = isTop ? entries.count : min((start >> NextTouch.shift + 1) << NextTouch.shift, entries.count)
        var place = start
        while place < end {
            if entries[place] & mask != 0 { return place }
            place += 1
        }
        guard !isTop, end < entries.count,
            let block = next(mask, from: end >> NextTouch.shift, level: level + 1)
        else { return nil }
        return next(mask, from: block << NextTouch.shift, level: level)
    }
}
