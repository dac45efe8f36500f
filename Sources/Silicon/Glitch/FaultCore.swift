import ChipABI
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
    }

    /// The devices.
    package let devices: DeviceModels
    private var machine: Machine<CoreBus>

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
        state.devices.restore(devices)
    }

    /// Whether it will do from here on what it would from that state. How many instructions it took is no part of it:
    /// no firmware reads the counts of cycles and instructions.
    package func matches(_ state: CoreState) -> Bool {
        machine.matches(state.machine) && DeviceState(devices) == state.devices
    }

    // MARK: Running

    /// Runs on, for at most so many instructions.
    package mutating func run(_ instructions: UInt64) -> Stop {
        switch machine.run(maxInstructions: instructions) {
        case .waitingForInterrupt: .asleep
        case .budgetSpent, .watched, .stopped: .budgetSpent
        }
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
        devices.mailbox.submit(command.rawValue, request)
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

    /// The bits of the next instruction, 16 or 32; nil where it can't be fetched.
    package var nextInstruction: UInt32? { machine.instruction(at: machine.hart.pc)?.bits }

    /// The 16 bits at an even address; nil where no memory is.
    package func halfword(at address: UInt32) -> UInt32? {
        guard let bytes = machine.read(address, count: 2) else { return nil }
        return UInt32(bytes[0]) | UInt32(bytes[1]) << 8
    }

    /// What firmware said of the last command: 0 or a fault; nil while it has not answered.
    package var outcome: UInt32? { devices.mailbox.outcome }
    /// The answer's bytes.
    package var answer: [UInt8] { devices.mailbox.answer }
}
