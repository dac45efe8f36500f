import ChipABI
import Silicon

/// What each word of ROM and RAM held at any time of a trace, and when it was loaded or stored.
struct MemoryHistory: Sendable {
    /// A load or a store of a word or a part of it.
    private struct Touch: Sendable {
        let position: Int32
        /// Whether it stores all of the word.
        let replaces: Bool
        /// What the word holds after it.
        let word: UInt32
    }

    /// What each word held before the trace.
    private let initial: [UInt32]
    /// Where the touches of each word begin, and one more.
    private let starts: [Int32]
    private let touches: [Touch]
    /// Whether an instruction was fetched from a word.
    private let isCode: [Bool]

    /// The history of a trace that began with these bytes in ROM and RAM.
    init(_ trace: Trace, rom: [UInt8], ram: [UInt8]) {
        let initial = MemoryHistory.words(rom + ram)
        var present = initial
        var counts = [Int32](repeating: 0, count: MemoryMap.wordCount + 1)
        for access in trace.accesses {
            if let place = MemoryMap.wordNumber(of: access.address) { counts[place + 1] += 1 }
        }
        for place in 0..<MemoryMap.wordCount { counts[place + 1] += counts[place] }
        var next = counts
        var touches = [Touch](
            repeating: Touch(position: 0, replaces: false, word: 0), count: Int(counts[MemoryMap.wordCount]))
        var isCode = [Bool](repeating: false, count: MemoryMap.wordCount)
        for position in 0..<trace.count {
            for address in [trace.addresses[position], trace.addresses[position] &+ 2] {
                if let place = MemoryMap.wordNumber(of: address) { isCode[place] = true }
            }
            guard let access = trace.access(of: position), let place = MemoryMap.wordNumber(of: access.address) else {
                continue
            }
            if access.isStore {
                present[place] = MemoryHistory.merge(
                    trace.register(Int(trace.instructions[position].rs2), at: position), into: present[place],
                    at: access.address, access.width)
            }
            touches[Int(next[place])] = Touch(
                position: Int32(position), replaces: access.isStore && access.width == 4, word: present[place])
            next[place] += 1
        }
        self.initial = initial
        self.starts = counts
        self.touches = touches
        self.isCode = isCode
    }

    private static func words(_ bytes: [UInt8]) -> [UInt32] {
        var words = [UInt32](repeating: 0, count: MemoryMap.wordCount)
        for (place, byte) in bytes.enumerated() { words[place / 4] |= UInt32(byte) << UInt32(8 * (place % 4)) }
        return words
    }

    /// A word with the low bytes of another in it, where a store of this width to an address puts them.
    static func merge(_ value: UInt32, into word: UInt32, at address: UInt32, _ width: UInt32) -> UInt32 {
        let shift = 8 * (address & 3)
        let mask: UInt32 = (width == 4 ? .max : 1 << (8 * width) - 1) << shift
        return word & ~mask | value << shift & mask
    }

    /// What the word at an address of ROM or RAM holds before an instruction; nil elsewhere.
    func word(at address: UInt32, before position: Int) -> UInt32? {
        guard let place = MemoryMap.wordNumber(of: address) else { return nil }
        let after = firstTouch(of: place, from: position)
        return after == Int(starts[place]) ? initial[place] : touches[after - 1].word
    }

    /// The first instruction from a position on that loads or stores the word at an address, or a part of it.
    func next(_ address: UInt32, from position: Int) -> Int? {
        guard let place = MemoryMap.wordNumber(of: address) else { return nil }
        let touch = firstTouch(of: place, from: position)
        return touch < Int(starts[place + 1]) ? Int(touches[touch].position) : nil
    }

    /// Whether the word at an address is stored before it is loaded, or neither, from a position on.
    func isDead(_ address: UInt32, from position: Int) -> Bool {
        guard let place = MemoryMap.wordNumber(of: address), !isCode[place] else { return false }
        let touch = firstTouch(of: place, from: position)
        return touch == Int(starts[place + 1]) || touches[touch].replaces
    }

    /// Whether an instruction of the trace was fetched from the word at an address.
    func holdsCode(_ address: UInt32) -> Bool { MemoryMap.wordNumber(of: address).map { isCode[$0] } ?? false }

    private func firstTouch(of place: Int, from position: Int) -> Int {
        var (low, high) = (Int(starts[place]), Int(starts[place + 1]))
        while low < high {
            let middle = (low + high) / 2
            if touches[middle].position < position { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
