import ChipABI
import RV32

/// Where a core once went on from, and what of that it read: a core in which that is the same goes the same way.
package struct KnownPath: Sendable {
    fileprivate let hart: Hart
    fileprivate let devices: DeviceState
    fileprivate let reads: StateReads
}

extension FaultCore {
    /// Begins to note, where it stands, what it reads from here on: it runs, but slowly.
    package mutating func beginPath() {
        start = (machine.hart, DeviceState(devices))
        reads = StateReads()
    }

    /// Notes no more.
    /// - Returns: the path; nil where it depends on something that is not noted.
    package mutating func endPath() -> KnownPath? {
        defer {
            start = nil
            reads = nil
        }
        guard let start, var reads, !reads.isUnsure else { return nil }
        reads.finish()
        return KnownPath(hart: start.hart, devices: start.devices, reads: reads)
    }

    /// Whether all that decided about a path is here as it was there.
    ///
    /// Where the last trap was is not compared: a path that reads it is not known.
    package func goes(_ path: KnownPath) -> Bool {
        guard machine.hart.pc == path.hart.pc, machine.hart.isWaiting == path.hart.isWaiting else { return false }
        var left = path.reads.registers
        while left != 0 {
            let number = left.trailingZeroBitCount
            left &= left - 1
            guard machine.hart[number] == path.reads.values[number] else { return false }
        }
        return machine.hart.csr.isAlike(path.hart.csr)
            && holds(path.reads.words) && path.reads.devices.areHeld(by: devices)
            && path.devices.isAlike(devices, reading: path.reads.devices)
    }

    /// Whether what it reads is being noted.
    package var notesPath: Bool { reads != nil }

    /// Notes, in place of going it, that it goes a path that is known to go on from here.
    package mutating func pass(_ path: KnownPath) {
        guard var reads else { return }
        self.reads = nil
        for number in 1..<32 where path.reads.registers >> UInt32(number) & 1 != 0 {
            reads.read(number, holding: machine.hart[number])
        }
        for word in path.reads.words { reads.readWord(word.address, of: machine) }
        reads.devices.pass(path.reads.devices, devices)
        self.reads = reads
    }

    private func holds(_ words: [StateReads.Word]) -> Bool {
        for word in words where machine.word(at: word.address) != word.value { return false }
        return true
    }

    /// Runs on as `run`, and notes what is read.
    mutating func runNoting(_ instructions: UInt64) -> Stop {
        guard var reads else { return run(instructions) }
        self.reads = nil
        defer { self.reads = reads }
        for taken in 0..<instructions {
            guard !machine.hart.csr.interruptsEnabled, let next = machine.instruction(at: machine.hart.pc)?.instruction
            else {
                reads.giveUp()
                return run(instructions - taken)
            }
            let address = machine.hart[Int(next.rs1)] &+ next.immediate
            let value = machine.hart[Int(next.rs2)]
            note(next, address, value, &reads)
            let retired = machine.hart.retired
            guard step() else { return .asleep }
            guard machine.hart.retired > retired else { continue }
            if next.rd != 0 { reads.write(Int(next.rd)) }
            if next.operation.isStore { reads.devices.didStore(value, to: address, devices) }
        }
        return .budgetSpent
    }

    private func note(_ next: Instruction, _ address: UInt32, _ value: UInt32, _ reads: inout StateReads) {
        let pc = machine.hart.pc
        reads.readWord(pc, of: machine)
        if next.length == 4 { reads.readWord(pc &+ 2, of: machine) }
        reads.read(Int(next.rs1), holding: machine.hart[Int(next.rs1)])
        reads.read(Int(next.rs2), holding: machine.hart[Int(next.rs2)])
        switch next.operation {
        case .csrrw, .csrrs, .csrrc, .csrrwi, .csrrsi, .csrrci:
            let isPlain = FaultCore.plainRegisters.contains(UInt16(truncatingIfNeeded: next.immediate))
            if !isPlain { reads.giveUp() }
        case .mret: reads.giveUp()
        default:
            guard let width = next.operation.accessWidth else { return }
            // Misaligned, it traps; and into ROM nothing is written.
            if next.operation.isStore, width == .word, address & 3 == 0, address &- MemoryMap.ram < MemoryMap.ramSize {
                reads.writeWord(address)
            } else {
                reads.readWord(address, of: machine)
            }
            if next.operation.isStore {
                reads.devices.willStore(value, to: address, devices)
            } else {
                reads.devices.load(address, devices)
            }
        }
    }

    /// `mstatus`, `mie`, `mtvec` and `mscratch`: what `isAlike` compares.
    private static let plainRegisters: Set<UInt16> = [0x300, 0x304, 0x305, 0x340]
}

extension MachineRegisters {
    /// Whether all but where the last trap was is the same.
    fileprivate func isAlike(_ other: MachineRegisters) -> Bool {
        interruptsEnabled == other.interruptsEnabled
            && previousInterruptsEnabled == other.previousInterruptsEnabled && mtvec == other.mtvec
            && mie == other.mie && mip == other.mip && mscratch == other.mscratch && mcause == other.mcause
    }
}
