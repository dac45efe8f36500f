import ChipABI
import RV32
import Silicon

/// What a run did, instruction by instruction, and from that which of its state no longer matters.
struct Trace: Sendable {
    /// Address of each instruction.
    private(set) var addresses: [UInt32] = []
    /// Its bits.
    private(set) var bits: [UInt32] = []
    /// x0 to x31 before each instruction, 32 words each.
    private var registers: [UInt32] = []
    /// Accesses to memory and devices, in order.
    private(set) var accesses: [Access] = []
    /// How many of `accesses` there were before each instruction.
    private(set) var accessCounts: [Int32] = []
    /// Writes to memory, in order.
    private(set) var writes: [MemoryWrite] = []
    /// How many of `writes` there were before each instruction.
    private(set) var writeCounts: [Int32] = []
    /// Registers, by bit, that are written before they are read, before each instruction.
    private(set) var deadRegisters: [UInt32] = []
    /// What each instruction is.
    private(set) var instructions: [Instruction] = []
    /// How often devices or machine-mode registers may have changed before each instruction.
    private(set) var epochs: [Int32] = []
    /// The registers that each instruction reads or writes.
    private(set) var touched = NextTouch([])
    /// When each address was executed.
    private(set) var visits = Visits.none

    /// A load or a store.
    struct Access: Sendable {
        let address: UInt32
        let width: UInt32
        let isStore: Bool
    }

    /// Number of instructions.
    var count: Int { addresses.count }

    /// Whether an address lies in RAM.
    static func isMemory(_ address: UInt32) -> Bool { address &- MemoryMap.ram < MemoryMap.ramSize }
    private static func isDevice(_ address: UInt32) -> Bool { (4..<8).contains(address >> 28) }

    /// Lines of ROM and RAM.
    private static let lineCount = Int((MemoryMap.romSize + MemoryMap.ramSize) / FaultCore.lineBytes)

    /// The number of the line of ROM or RAM that an address lies in.
    static func line(of address: UInt32) -> Int? {
        if address &- MemoryMap.rom < MemoryMap.romSize {
            return Int((address &- MemoryMap.rom) / FaultCore.lineBytes)
        }
        guard isMemory(address) else { return nil }
        return Int((address &- MemoryMap.ram + MemoryMap.romSize) / FaultCore.lineBytes)
    }

    /// Notes the instruction that `core` stands before.
    mutating func append(_ bits: UInt32, _ core: borrowing FaultCore) {
        let instruction = Instruction(decoding: bits)
        addresses.append(core.pc)
        self.bits.append(bits)
        instructions.append(instruction)
        for register in 0..<32 { registers.append(core[register]) }
        accessCounts.append(Int32(accesses.count))
        writeCounts.append(Int32(writes.count))
        guard let width = instruction.operation.accessWidth else { return }
        let address = core[Int(instruction.rs1)] &+ instruction.immediate
        let isStore = instruction.operation.isStore
        accesses.append(Access(address: address, width: width.rawValue, isStore: isStore))
        if isStore, Trace.isMemory(address) {
            writes.append(
                MemoryWrite(address: address, width: width, value: core[Int(instruction.rs2)]))
        }
    }

    private var epoch: Int32 = 0
    /// What each device register was when it was read, in order.
    private var deviceLoads: [UInt32: [(index: Int, value: UInt32)]] = [:]

    /// Runs `core` until it sleeps, and notes each instruction; `before` is called before each.
    mutating func record(_ core: inout FaultCore, before: (_ index: Int, borrowing FaultCore) -> Void) {
        var isRunning = true
        while isRunning, let next = core.nextInstruction {
            before(count, core)
            append(next, core)
            epochs.append(epoch)
            let changes = core.devices.changes
            isRunning = core.step()
            if core.devices.changes != changes || instructions[count - 1].operation.isSystem { epoch += 1 }
            if let access = access(of: count - 1), !access.isStore, Trace.isDevice(access.address) {
                let value = core[Int(instructions[count - 1].rd)]
                deviceLoads[access.address, default: []].append((count - 1, value))
            }
        }
    }

    /// x0 to x31 before an instruction.
    func register(_ number: Int, at index: Int) -> UInt32 { registers[index * 32 + number] }

    /// How many registers differ from those before an instruction that it or a later one reads; as soon as there are so
    /// many, no more are counted.
    func changedRegisters(at index: Int, from present: Span<UInt32>, atMost limit: Int) -> Int {
        var live = ~deadRegisters[index] & ~1
        var count = 0
        while live != 0, count < limit {
            let number = live.trailingZeroBitCount
            live &= live - 1
            if present[number] != registers[index * 32 + number] { count += 1 }
        }
        return count
    }

    /// Writes to memory by instructions of a range.
    func writes(in range: Range<Int>) -> ArraySlice<MemoryWrite> {
        writes[Int(writeCounts[range.lowerBound])..<Int(writeCounts[range.upperBound])]
    }

    /// The access of an instruction, if it has one.
    func access(of index: Int) -> Access? {
        let end = index + 1 < count ? Int(accessCounts[index + 1]) : accesses.count
        return Int(accessCounts[index]) < end ? accesses[Int(accessCounts[index])] : nil
    }

    /// Whether an instruction loads from a device or stores to one.
    func usesDevice(at index: Int) -> Bool { access(of: index).map { Trace.isDevice($0.address) } ?? false }

    /// Whether an instruction loads from RAM.
    func loadsFromRAM(at index: Int) -> Bool {
        access(of: index).map { !$0.isStore && Trace.isMemory($0.address) } ?? false
    }

    /// What the device register that an instruction loads was when it was last read, if that was something else.
    func staleValue(at index: Int) -> UInt32? {
        guard let access = access(of: index), let loads = deviceLoads[access.address],
            let place = loads.firstIndex(where: { $0.index == index }), place > 0,
            loads[place - 1].value != loads[place].value
        else { return nil }
        return loads[place - 1].value
    }

    /// Whether all loads of a device register behind an instruction give a value.
    func gives(_ value: UInt32, at address: UInt32, after index: Int) -> Bool {
        (deviceLoads[address] ?? []).allSatisfy { $0.index <= index || $0.value == value }
    }

    /// The lines of memory that instructions of a range write, each once.
    func lines(in range: Range<Int>) -> [UInt32] {
        Set(writes(in: range).map { $0.address & ~(FaultCore.lineBytes - 1) }).sorted()
    }

    /// Works out, from the end back, what is not read before it is written, or at all.
    /// - Parameter atInstruction: gets, before each instruction, the bytes of memory that are so, by bit and line.
    mutating func findDead(atInstruction: (_ index: Int, [UInt64]) -> Void) {
        writeCounts.append(Int32(writes.count))
        visits = Visits(addresses)
        touched = NextTouch(
            instructions.map { instruction in
                var mask: UInt32 = 1 << UInt32(instruction.rd)
                for source in instruction.sources { mask |= 1 << UInt32(source) }
                return mask & ~1
            })
        deadRegisters = Array(repeating: 0, count: count + 1)
        var dead: UInt32 = .max
        deadRegisters[count] = dead
        var lines = [UInt64](repeating: .max, count: Trace.lineCount)
        func mark(_ address: UInt32, _ width: UInt32, dead: Bool) {
            for byte in 0..<width {
                guard let line = Trace.line(of: address &+ byte) else { continue }
                let bit = UInt64(1) << UInt64((address &+ byte) % FaultCore.lineBytes)
                if dead { lines[line] |= bit } else { lines[line] &= ~bit }
            }
        }
        atInstruction(count, lines)
        for index in stride(from: count - 1, through: 0, by: -1) {
            let instruction = instructions[index]
            if let access = access(of: index) { mark(access.address, access.width, dead: access.isStore) }
            mark(addresses[index], UInt32(instruction.length), dead: false)
            if instruction.rd != 0 { dead |= 1 << UInt32(instruction.rd) }
            dead &= ~(1 << UInt32(instruction.rs1) | 1 << UInt32(instruction.rs2))
            deadRegisters[index] = dead
            atInstruction(index, lines)
        }
    }
}
