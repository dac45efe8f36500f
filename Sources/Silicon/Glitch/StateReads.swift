import ChipABI
import RV32

/// What a core reads of its registers and memory, code included, before it has written it: all of them that matters for
/// where it goes.
struct StateReads: Sendable {
    /// A word of memory.
    struct Word: Sendable {
        let address: UInt32
        let value: UInt32
    }

    /// Registers that were read, by bit.
    private(set) var registers: UInt32 = 0
    /// What they held.
    private(set) var values = InlineArray<32, UInt32>(repeating: 0)
    /// Words of memory that were read, in order.
    private(set) var words: [Word] = []
    /// What it reads of devices.
    var devices = DeviceReads()
    /// Whether it did something whose outcome depends on more than is noted.
    private(set) var isUnsure = false
    private var writtenRegisters: UInt32 = 1
    /// Words that are in `words`, or were written whole, by bit.
    private var settled = [UInt64](repeating: 0, count: MemoryMap.wordCount / 64)

    /// Notes that what is known does not suffice.
    mutating func giveUp() { isUnsure = true }

    /// Notes that a register is read.
    mutating func read(_ register: Int, holding value: UInt32) {
        guard (registers | writtenRegisters) >> UInt32(register) & 1 == 0 else { return }
        registers |= 1 << UInt32(register)
        values[register] = value
    }

    /// Notes that a register was written.
    mutating func write(_ register: Int) { writtenRegisters |= 1 << UInt32(register) }

    /// Notes that a word of memory, or a part of it, is read.
    mutating func readWord(_ address: UInt32, of machine: borrowing Machine<CoreBus>) {
        guard settle(address), let value = machine.word(at: address & ~3) else { return }
        words.append(Word(address: address & ~3, value: value))
    }

    /// Notes that a word of memory was written whole.
    mutating func writeWord(_ address: UInt32) { _ = settle(address) }

    /// False where the word was settled before, or there is none.
    private mutating func settle(_ address: UInt32) -> Bool {
        guard let place = MemoryMap.wordNumber(of: address) else { return false }
        guard settled[place / 64] >> UInt64(place % 64) & 1 == 0 else { return false }
        settled[place / 64] |= 1 << UInt64(place % 64)
        return true
    }

    /// Frees what is only needed to note more.
    mutating func finish() {
        settled = []
        devices.finish()
    }
}
