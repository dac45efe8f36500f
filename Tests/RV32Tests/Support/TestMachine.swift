import RV32

/// A device of one word at 0x1000_0000, faults elsewhere, and remembers what reached it.
struct Probe: Bus, Equatable {
    static let base: UInt32 = 0x1000_0000

    var inputs: HartInputs = []
    var register: UInt32 = 0x8081_82ff
    var stores: [UInt32] = []
    var traps: [UInt32] = []
    /// Lines to raise when the register is written.
    var raisedByStore: HartInputs = []

    mutating func load(_ address: UInt32, width: AccessWidth) -> UInt32? {
        guard address & ~3 == Self.base else { return nil }
        let shifted = register >> (8 * (address & 3))
        return width == .word ? shifted : shifted & (1 << (8 * width.rawValue) - 1)
    }

    mutating func store(_ value: UInt32, to address: UInt32, width: AccessWidth) -> Bool {
        guard address == Self.base else { return false }
        stores.append(value)
        inputs.formUnion(raisedByStore)
        return true
    }

    mutating func trapTaken(cause: UInt32) {
        traps.append(cause)
    }
}

enum TestMachine {
    static let ram: UInt32 = 0x8000_0000
    static let rom: UInt32 = 0x0001_0000
    static let handler: UInt32 = 0x8000_0800
    static let data: UInt32 = 0x8000_1000

    /// A machine with 64 KiB of RAM and 4 KiB of ROM that is about to run these words from RAM.
    static func running(_ words: [UInt32], _ devices: Probe = Probe()) -> Machine<Probe> {
        var machine = Machine(
            memory: [.ram(at: ram, size: 65536), .rom(at: rom, size: 4096)], devices: devices, resetVector: ram)
        load(words, into: &machine, at: ram)
        return machine
    }

    /// The same for 16-bit instructions.
    static func running(halves: [UInt16], _ devices: Probe = Probe()) -> Machine<Probe> {
        var machine = running([], devices)
        machine.write(halves.map { $0.littleEndian }.span.bytes, at: ram)
        return machine
    }

    static func load(_ words: [UInt32], into machine: inout Machine<Probe>, at address: UInt32) {
        machine.write(words.map { $0.littleEndian }.span.bytes, at: address)
    }

    /// Executes a single instruction with two operands in x5 and x6; the answer is x7.
    static func result(_ instruction: UInt32, _ a: UInt32, _ b: UInt32) -> UInt32 {
        var fast = running([instruction, Assembler.nop])
        fast.hart[5] = a
        fast.hart[6] = b
        // Two instructions, so that the first goes through the translated loop.
        _ = fast.run(maxInstructions: 64)
        var slow = running([instruction])
        slow.hart[5] = a
        slow.hart[6] = b
        _ = slow.step()
        return fast.hart[7] == slow.hart[7] ? fast.hart[7] : 0xdead_0000
    }
}

/// A small generator for tests: xorshift64*.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed &* 0x9e37_79b9_7f4a_7c15 | 1
    }

    mutating func next() -> UInt64 {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return state &* 0x2545_f491_4f6c_dd1d
    }
}
