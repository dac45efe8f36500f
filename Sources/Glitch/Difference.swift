/// How the state of a run differs from that of the golden run before an instruction.
struct Difference: ~Copyable {
    /// A word of memory that holds something else.
    struct Word {
        var address: UInt32
        var value: UInt32
    }

    /// The instruction of the golden run before which it stands.
    var position: Int
    /// Registers that differ, by bit.
    private(set) var registers: UInt32 = 0
    private var values = InlineArray<32, UInt32>(repeating: 0)
    private(set) var wordCount = 0
    /// As many words of memory as are told.
    private var words = InlineArray<12, Word>(repeating: Word(address: 0, value: 0))
    /// Whether there were more words than can be told.
    private(set) var hasOverflowed = false

    /// Whether something that differs is left out, for the golden run overwrites it before it reads it.
    private(set) var isPartial = false

    /// None before an instruction.
    init(position: Int) { self.position = position }

    /// Whether there is none.
    var isEmpty: Bool { registers == 0 && wordCount == 0 }

    /// What a register holds, if it differs.
    func register(_ number: UInt8) -> UInt32? {
        registers >> UInt32(number) & 1 != 0 ? values[Int(number)] : nil
    }

    /// Notes that something that the golden run does not read is left out.
    mutating func leaveOut() { isPartial = true }

    /// Notes what a register holds, and what it holds in the golden run. x0 never differs.
    mutating func set(_ number: UInt8, _ value: UInt32, golden: UInt32) {
        guard number != 0 else { return }
        if value == golden {
            registers &= ~(1 << UInt32(number))
        } else {
            registers |= 1 << UInt32(number)
            values[Int(number)] = value
        }
    }

    /// A word that differs: one of `wordCount`.
    func word(_ place: Int) -> Word { words[place] }

    /// What the word at a multiple of four holds, if it differs.
    func word(at address: UInt32) -> UInt32? {
        for place in 0..<wordCount where words[place].address == address { return words[place].value }
        return nil
    }

    /// Notes what the word at a multiple of four holds, and what it holds in the golden run.
    mutating func setWord(_ address: UInt32, _ value: UInt32, golden: UInt32) {
        for place in 0..<wordCount where words[place].address == address {
            if value == golden {
                wordCount -= 1
                words[place] = words[wordCount]
            } else {
                words[place].value = value
            }
            return
        }
        guard value != golden else { return }
        guard wordCount < words.count else {
            hasOverflowed = true
            return
        }
        words[wordCount] = Word(address: address, value: value)
        wordCount += 1
    }

    /// It as a key.
    /// - Parameter pc: where the run stands, if that is not where the golden run does.
    /// - Returns: nil where it is of more than two parts, or is not all that differs.
    func key(pc: UInt32 = 0) -> Key? {
        guard !isPartial, registers.nonzeroBitCount + wordCount <= 2 else { return nil }
        var parts = InlineArray<2, UInt64>(repeating: 0)
        var count = 0
        var left = registers
        while left != 0 {
            let number = left.trailingZeroBitCount
            left &= left - 1
            parts[count] = UInt64(number) << 32 | UInt64(values[number])
            count += 1
        }
        for place in 0..<wordCount {
            parts[count] = UInt64(words[place].address) << 32 | UInt64(words[place].value)
            count += 1
        }
        return Key(
            position: UInt32(position), pc: pc, first: min(parts[0], parts[1]), second: max(parts[0], parts[1]))
    }

    /// A small difference, to look up what came of it.
    struct Key: Hashable {
        fileprivate let position: UInt32
        fileprivate let pc: UInt32
        fileprivate let first: UInt64
        fileprivate let second: UInt64
    }
}
