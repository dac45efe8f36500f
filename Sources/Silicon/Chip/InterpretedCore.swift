import ChipABI
import RV32

/// The guarantee processor's core: an RV32IMC hart that runs the real images over the device models.
struct InterpretedCore: ~Copyable {
    /// The most instructions that one command may take before the watchdog resets the core.
    static let instructionBudget: UInt64 = 200_000_000

    private(set) var machine: Machine<CoreBus>

    /// What the core has for memory.
    static let memory: [RegionLayout] = [
        .rom(at: MemoryMap.rom, size: MemoryMap.romSize), .ram(at: MemoryMap.ram, size: MemoryMap.ramSize),
    ]

    /// A core out of reset.
    init(rom: [UInt8], devices: DeviceModels) {
        machine = Machine(
            memory: InterpretedCore.memory, devices: CoreBus(devices: devices), resetVector: MemoryMap.rom)
        // Sound: the span is used only during the call, and `rom` lives longer.
        unsafe machine.write(rom.span.bytes, at: MemoryMap.rom)
    }

    /// Instructions retired since reset.
    var instructions: UInt64 { machine.hart.retired }

    /// The last trap since reset, nil where there was none.
    var trap: CoreTrap? {
        let registers = machine.hart.csr
        guard registers.mepc != 0 || registers.mcause != 0 else { return nil }
        return CoreTrap(cause: registers.mcause, address: registers.mepc, value: registers.mtval)
    }

    /// A word of its memory; nil where there is none.
    func load(_ address: UInt32) -> UInt32? { machine.read(address, count: 4)?.word(at: 0) }

    /// Points the core at an address without memory.
    mutating func corruptProgramCounter() { machine.hart.pc = 0xffff_fff0 }

    /// Runs until the core sleeps; false where the watchdog's budget ran out first.
    mutating func run() -> Bool {
        switch machine.run(maxInstructions: InterpretedCore.instructionBudget) {
        case .waitingForInterrupt: true
        case .budgetSpent, .watched, .stopped: false
        }
    }
}

/// The core's side of the bus. Devices have 32-bit registers: a narrower access faults, so does one that no device
/// answers.
struct CoreBus: Bus {
    let devices: DeviceModels
    /// A register that gives the same whatever its device has in it: a fault.
    var stuck: (address: UInt32, value: UInt32)?

    /// When the core is to stop.
    var watch = Watch()

    var inputs: HartInputs {
        let lines: HartInputs = devices.mailbox.command == 0 ? [] : .external
        return watch.isOver(devices.changes) ? lines.union(.stop) : lines
    }

    func load(_ address: UInt32, width: AccessWidth) -> UInt32? {
        guard width == .word, CoreBus.isMapped(address) else { return nil }
        if let stuck, stuck.address == address { return stuck.value }
        return devices.load(address)
    }

    mutating func store(_ value: UInt32, to address: UInt32, width: AccessWidth) -> Bool {
        guard width == .word, CoreBus.isMapped(address), address >> 16 != 0x5000, address >> 28 != 6 else {
            return false
        }
        devices.store(value, to: address)
        watch.note(address)
        return true
    }

    func trapTaken(cause: UInt32) {
        devices.changes &+= 1
        devices.accelerator.trapTaken()
    }

    private static func isMapped(_ address: UInt32) -> Bool {
        switch address >> 16 {
        case 0x4000...0x400f, 0x4011...0x4013: true
        case 0x5000, 0x5001: address & 0xffff < MemoryMap.mailboxSize
        case 0x6000...0x600f: true
        default: false
        }
    }
}
