import ChipABI
import Cryptography
import RV32

/// A core with devices of its own, forked from a chip: runs on from any state of it, and can be made to go wrong.
///
/// A fault that it is told to have is one that a voltage, clock or laser glitch causes: an instruction that arrives
/// changed, a register or a loaded value that comes out wrong.
package struct FaultCore: ~Copyable {
    /// Why it stands still.
    package enum Stop: Hashable, Sendable {
        /// It sleeps until the host or a reset wakes it.
        case asleep
        /// It was to go no further.
        case budgetSpent
        /// A device changed for the first time since `watchDevices`.
        case deviceChanged
        /// It gave the vault a command, or ended a hash, after that.
        case landmark
    }

    /// Bytes of a line, the unit in which written memory is told.
    package static let lineBytes = Machine<CoreBus>.lineBytes

    /// The devices.
    package let devices: DeviceModels
    var machine: Machine<CoreBus>
    private var kept: Kept?
    /// Where the path begins that is noted, and what it has read.
    var start: (hart: Hart, devices: DeviceState)?
    var reads: StateReads?

    /// Where `rollBack` goes to; memory has a journal of its own.
    private struct Kept {
        let hart: Hart
        let devices: DeviceState
        let changes: UInt64
    }

    /// A core in the given state.
    package init(_ state: CoreState) {
        devices = DeviceModels(state.devices)
        machine = Machine(
            memory: InterpretedCore.memory, devices: CoreBus(devices: devices), resetVector: MemoryMap.rom)
        machine.restore(state.machine)
    }

    // MARK: States

    /// The state as it is now.
    package var state: CoreState { CoreState(machine: machine.snapshot(), devices: DeviceState(devices)) }

    /// Goes to another state of the same chip.
    package mutating func restore(_ state: CoreState) {
        machine.restore(state.machine)
        machine.devices.stuck = nil
        machine.devices.watch = Watch()
        state.devices.restore(devices)
        kept = nil
    }

    /// Remembers the present, for `rollBack`: cheap, however often.
    package mutating func keep() {
        machine.beginJournal()
        // Copied only where they have changed: what is copied must be copied again by the next change.
        if let kept, kept.changes == devices.changes {
            self.kept = Kept(hart: machine.hart, devices: kept.devices, changes: kept.changes)
        } else {
            kept = Kept(hart: machine.hart, devices: DeviceState(devices), changes: devices.changes)
        }
    }

    /// Goes back to where it was when `keep` was last called; costs what has changed since.
    package mutating func rollBack() {
        guard let kept else { return }
        machine.rollBack()
        machine.devices.stuck = nil
        machine.devices.watch = Watch()
        machine.hart = kept.hart
        guard devices.changes != kept.changes else { return }
        kept.devices.restore(devices)
        devices.changes = kept.changes
    }

    /// Whether firmware has done nothing to a device since `keep`, and its machine-mode registers are as they were.
    package var hasTouchedMemoryAlone: Bool {
        guard let kept else { return false }
        return devices.changes == kept.changes && machine.hart.csr == kept.hart.csr && !machine.hart.isWaiting
    }

    /// Whether it stands where a state does, with the same registers and memory, given which memory may differ and what of
    /// it is overwritten before it is read. Where `hasDevices(of:)` holds too, it will do what it would from there.
    /// - Parameters:
    ///   - state: where it may be.
    ///   - dead: registers, by bit, that will not be read before they are written.
    ///   - lines: memory that has been written on the way to `state` since it was as at `keep`, an address a line, in groups.
    ///   - deadBytes: bytes, by bit, of the line at an address that will not be read before they are written.
    /// - Returns: false also where that can't be told, for nothing was kept.
    package func hasMemory(
        of state: CoreState, deadRegisters dead: UInt32, lines: ArraySlice<[UInt32]>,
        deadBytes: (UInt32) -> UInt64
    ) -> Bool {
        let hart = state.machine.hart
        guard machine.hart.pc == hart.pc,
            (1..<32).allSatisfy({ dead >> UInt32($0) & 1 != 0 || machine.hart[$0] == hart[$0] })
        else { return false }
        return machine.matches(state.machine, atWrittenLinesAnd: lines, ignoring: deadBytes)
    }

    /// Whether it will do from here on what it would from that state. How many instructions it took is no part of it:
    /// no firmware reads the counts of cycles and instructions.
    package func matches(_ state: CoreState) -> Bool {
        machine.matches(state.machine) && DeviceState(devices) == state.devices
    }

    // MARK: Running

    /// Runs on, for at most so many instructions.
    package mutating func run(_ instructions: UInt64) -> Stop {
        if reads != nil { return runNoting(instructions) }
        switch machine.run(maxInstructions: instructions) {
        case .waitingForInterrupt: return .asleep
        case .budgetSpent, .watched: return .budgetSpent
        case .stopped:
            defer { machine.devices.watch.goOn() }
            return machine.devices.watch.isPastChange ? .landmark : .deviceChanged
        }
    }

    /// Has the next run stop behind the access with which a device is no longer as it was at `keep`, and then behind each
    /// landmark.
    package mutating func watchDevices() { machine.devices.watch = kept.map { Watch(since: $0.changes) } ?? Watch() }

    /// Takes `watchDevices` back.
    package mutating func watchNothing() { machine.devices.watch = Watch() }

    /// Runs until it stands before the instruction at an address, for at most so many instructions; false where it does
    /// not get there.
    package mutating func run(toAddress address: UInt32, within instructions: UInt64) -> Bool {
        let end = attempted + instructions
        while pc != address { guard attempted < end, step() else { return false } }
        return true
    }

    /// Runs until the next instruction is a load from a range of addresses, for at most so many instructions; false where
    /// it does not get there.
    package mutating func run(toLoadFrom range: Range<UInt32>, within instructions: UInt64) -> Bool {
        let end = attempted + instructions
        while attempted < end, let next = machine.instruction(at: machine.hart.pc)?.instruction {
            if next.operation.isLoad, range.contains(machine.hart[Int(next.rs1)] &+ next.immediate) { return true }
            guard step() else { return false }
        }
        return false
    }

    /// Executes one instruction; false where it sleeps.
    @discardableResult
    package mutating func step() -> Bool { machine.step() != .waitingForInterrupt }

    /// Executes these bits in place of the instruction that is next; false where it sleeps.
    @discardableResult
    package mutating func step(substituting bits: UInt32) -> Bool {
        machine.step(substituting: bits) != .waitingForInterrupt
    }

    /// Puts a command before the firmware.
    package func submit(_ command: MailboxCommand, _ request: [UInt8]) {
        devices.changes &+= 1
        devices.mailbox.submit(command.rawValue, request)
    }

    /// The host loads weights; false while the interlock is open.
    package func load(weights digest: Digest384, bytes: UInt64) -> Bool {
        devices.changes &+= 1
        return devices.accelerator.load(weights: digest, bytes: bytes)
    }

    // MARK: Looking

    /// Address of the next instruction.
    package var pc: UInt32 { machine.hart.pc }
    /// Instructions attempted since reset.
    package var attempted: UInt64 { machine.hart.attempted }
    /// Instructions retired since reset.
    package var retired: UInt64 { machine.hart.retired }
    /// `mcause` of the last trap; 0 for none, for with compressed instructions no fetch is misaligned (cause 0).
    package var trapCause: UInt32 { machine.hart.csr.mcause }
    /// Whether it sleeps.
    package var isWaiting: Bool { machine.hart.isWaiting }
    /// Whether it sleeps and only a reset can wake it.
    package var isHalted: Bool { machine.hart.isWaiting && machine.hart.csr.mie == 0 }

    /// A register, x0 to x31.
    package subscript(register: Int) -> UInt32 {
        get { machine.hart[register] }
        set { machine.hart[register] = newValue }
    }

    /// x0 to x31, for one who reads many.
    package var registers: InlineArray<32, UInt32> {
        InlineArray { machine.hart[$0] }
    }

    /// Changes so many bytes of memory, 4 at most.
    package mutating func change(_ address: UInt32, bytes count: Int, by change: (UInt32) -> UInt32) {
        guard let old = machine.read(address, count: count) else { return }
        patch(change(old.reversed().reduce(0) { $0 << 8 | UInt32($1) }), bytes: count, at: address)
    }

    /// From here on, a load from a device register gives this.
    package mutating func stick(_ address: UInt32, at value: UInt32) { machine.devices.stuck = (address, value) }

    /// The register that sticks, and at what.
    package var stuck: (address: UInt32, value: UInt32)? { machine.devices.stuck }

    /// Writes the low bytes of a word into memory, ROM included, as a fault that a cache holds on to has them.
    package mutating func patch(_ word: UInt32, bytes count: Int, at address: UInt32) {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: word >> UInt32(8 * $0)) }
        // Sound: the span is used only during the call, and `bytes` lives longer.
        _ = unsafe machine.write(bytes.span.bytes, at: address)
    }

    /// The bits of the next instruction, 16 or 32; nil where it can't be fetched.
    package var nextInstruction: UInt32? { machine.instruction(at: machine.hart.pc)?.bits }

    /// The 16 bits at an even address; nil where no memory is.
    package func halfword(at address: UInt32) -> UInt32? {
        guard let bytes = machine.read(address, count: 2) else { return nil }
        return UInt32(bytes[0]) | UInt32(bytes[1]) << 8
    }

    /// Addresses of words of memory that are not what they were at `keep`; nil where there are more than `limit`.
    package func changedWords(limit: Int) -> [UInt32]? { machine.changedWords(limit: limit) }

    /// The word of memory at a multiple of four; nil where there is none.
    package func word(at address: UInt32) -> UInt32? { machine.word(at: address) }

    /// Whether its devices, and its machine-mode registers, are those of a state. How many instructions it took is no
    /// part of it: no firmware reads the counts.
    package func hasDevices(of state: CoreState) -> Bool {
        machine.hart.csr == state.machine.hart.csr && machine.hart.isWaiting == state.machine.hart.isWaiting
            && DeviceState(devices) == state.devices
    }

    /// Runs on for at most so many instructions, and tells whether it comes back to where it was: then it goes round for
    /// ever.
    package mutating func goesRound(within instructions: Int) -> Bool {
        let (start, before, changes) = (machine.hart, DeviceState(devices), devices.changes)
        var overwritten: [UInt32: UInt32] = [:]
        for _ in 0..<instructions {
            guard let next = machine.instruction(at: machine.hart.pc)?.instruction else { return false }
            if next.operation.isStore {
                let word = (machine.hart[Int(next.rs1)] &+ next.immediate) & ~3
                if overwritten[word] == nil, let old = machine.word(at: word) { overwritten[word] = old }
            }
            guard step() else { return false }
            guard machine.hart.pc == start.pc, machine.hart.csr == start.csr,
                (1..<32).allSatisfy({ machine.hart[$0] == start[$0] })
            else { continue }
            if overwritten.allSatisfy({ machine.word(at: $0) == $1 }),
                devices.changes == changes || DeviceState(devices) == before
            {
                return true
            }
        }
        return false
    }

    /// So many bytes of memory; none where they don't lie in ROM or in RAM.
    package func bytes(at address: UInt32, count: Int) -> [UInt8] { machine.read(address, count: count) ?? [] }

    /// What a load of a device register would give; nil where it would change the device, or trap.
    package func peek(_ address: UInt32) -> UInt32? {
        guard address >> 16 != RandomRegisters.word >> 16 else { return nil }
        return machine.devices.load(address, width: .word)
    }

    /// What firmware said of the last command: 0 or a fault; nil while it has not answered.
    package var outcome: UInt32? { devices.mailbox.outcome }
    /// The answer's bytes.
    package var answer: [UInt8] { devices.mailbox.answer }
}
