import Accelerator
import ChipABI
import Cryptography
import Wire

/// One chip: guarantee processor with its firmware, devices and accelerator.
package final class Chip {
    /// Why a command had no good answer.
    package enum Refusal: Error, Hashable, Sendable {
        /// The firmware refused, with its reason.
        case fault(Fault)
        /// The firmware answered a number that is no fault.
        case unknownFault(UInt32)
        /// The chip is off, did not boot, or its core hangs.
        case noAnswer
    }

    /// How its firmware runs.
    package let mode: ExecutionMode
    private let firmware: FirmwareImages
    private let cache: PublicKeyCache
    private var devices: DeviceModels
    // One of the two while the chip is on, by mode; neither while it is off or did not boot.
    private var native: NativeCore?
    private var interpreted: InterpretedCore?

    /// A chip that is switched off.
    package init(_ state: ChipState, firmware: FirmwareImages, mode: ExecutionMode, cache: PublicKeyCache) {
        self.firmware = firmware
        self.mode = mode
        self.cache = cache
        devices = Chip.devices(state, firmware, cache)
    }

    private static func devices(
        _ state: ChipState, _ firmware: FirmwareImages, _ cache: PublicKeyCache
    ) -> DeviceModels {
        DeviceModels(
            fuses: state.fuses, flash: state.flash, counters: state.counters,
            accelerator: AcceleratorComplex(state),
            tick: state.tick, romDigest: firmware.romDigest, cache: cache)
    }

    /// Core, memory and devices as they are now; nil where the core is native or off.
    package var coreState: CoreState? {
        guard let machine = interpreted?.machine.snapshot() else { return nil }
        return CoreState(machine: machine, devices: DeviceState(devices))
    }

    /// Core, memory and devices as `powerOn()` finds them, before the first instruction.
    package var coreStateAtReset: CoreState {
        let devices = Chip.devices(state, firmware, cache)
        let core = InterpretedCore(rom: firmware.rom, devices: devices)
        return CoreState(machine: core.machine.snapshot(), devices: DeviceState(devices))
    }

    /// What outlives power, as it is now.
    package var state: ChipState {
        var state = ChipState(fuses: devices.fuses, flash: devices.flash)
        state.counters = devices.counters
        state.meter = devices.accelerator.meter
        state.training = devices.accelerator.training
        state.openings = devices.accelerator.openings
        state.tamper = devices.accelerator.tamper
        state.events = devices.accelerator.events
        state.violations = devices.accelerator.violations
        state.tick = devices.tick
        return state
    }

    /// The chip identifier, 16 bytes.
    package var identifier: [UInt8] { devices.fuses.chipIdentifier }
    /// The life cycle in the fuses.
    package var lifeCycle: LifeCycle { devices.fuses.lifeCycle }
    /// Chip time in ticks.
    package var tick: UInt64 { devices.tick }
    /// The accelerator and what guards it, as a probe on the die would see them.
    package var accelerator: AcceleratorComplex { devices.accelerator }
    /// The key vault's secrets by slot, as a probe on the die would see them.
    package var vaultSecrets: [UInt32: [UInt8]] { devices.vaultSecrets }
    /// The session engine's secrets by number, as a probe on the die would see them.
    package var sessionSecrets: [UInt32: [UInt8]] { devices.sessionSecrets }
    /// Policy operations that the present opening still passes, 0 while the interlock is closed.
    package var openingLeft: UInt128 { devices.accelerator.left }
    /// A monotonic counter.
    package func counter(_ counter: CounterID) -> UInt64 { devices.counters[counter] }
    /// The first fault since reset.
    package var fault: Fault? { Fault(rawValue: devices.fault) }
    /// Boot progress.
    package var bootStatus: BootStatus? { BootStatus(rawValue: devices.bootStatus) }

    /// The core's last trap since reset, where it is interpreted and trapped.
    package var trap: CoreTrap? { interpreted?.trap }

    /// Instructions that the core has retired since reset; nil where it is native or off.
    package var instructions: UInt64? { interpreted?.instructions }

    /// Switches the chip on, or resets it: volatile state is lost, then it boots.
    ///
    /// - Returns: whether it is ready for commands; where not, `fault` says why.
    @discardableResult
    package func powerOn() -> Bool {
        start(PowerSupply())
    }

    /// Switches the chip on with a supply that ends after `writes` writes, as `losePower` has it.
    package func powerOn(losingPowerAfter writes: Int, tearingLast: Bool) {
        _ = start(PowerSupply(endingAfter: writes, tearingLast: tearingLast))
    }

    private func start(_ supply: PowerSupply) -> Bool {
        devices = Chip.devices(state, firmware, cache)
        devices.power = supply
        native = nil
        interpreted = nil
        switch mode {
        case .native: native = try? NativeCore(devices: devices)
        case .interpreted:
            interpreted = InterpretedCore(rom: firmware.rom, devices: devices)
            guard interpreted?.run() == true else {
                devices.accelerator.coreHung()
                return false
            }
        }
        return bootStatus == .ready
    }

    /// Switches the chip off.
    package func powerOff() {
        devices = Chip.devices(state, firmware, cache)
        native = nil
        interpreted = nil
    }

    /// Lets power go after the firmware's next `writes` writes to flash and counters, in the middle of the last where
    /// that is torn; until `powerOn`, its later writes reach nothing.
    package func losePower(afterWrites writes: Int, tearingLast: Bool) {
        devices.power = PowerSupply(endingAfter: writes, tearingLast: tearingLast)
    }

    /// Whether power is still on: false after `losePower` took it.
    package var isPowered: Bool { devices.power.isOn }

    /// Sends a mailbox command and runs the firmware until it has answered. A core that hangs is reset by the
    /// watchdog.
    package func send(_ command: MailboxCommand, _ request: [UInt8] = []) throws(Refusal) -> [UInt8] {
        try send(rawCommand: command.rawValue, request)
    }

    /// Sends any command word, known or not.
    package func send(rawCommand: UInt32, _ request: [UInt8]) throws(Refusal) -> [UInt8] {
        guard bootStatus == .ready else { throw .noAnswer }
        devices.mailbox.submit(rawCommand, request)
        guard run() else {
            // Latched in hardware, so that no power cut hides it from the log.
            devices.accelerator.coreHung()
            powerOn()
            throw .noAnswer
        }
        guard let outcome = devices.mailbox.outcome else { throw .noAnswer }
        guard outcome == 0 else {
            guard let fault = Fault(rawValue: outcome) else { throw .unknownFault(outcome) }
            throw .fault(fault)
        }
        return devices.mailbox.answer
    }

    /// Runs the firmware until it sleeps; false where it hangs.
    private func run() -> Bool {
        native?.run()
        return interpreted?.run() ?? true
    }

    /// Time goes on.
    package func advance(to tick: UInt64) { devices.advance(to: tick) }

    /// The host loads weights through the hashing loader; false while the interlock is open.
    @discardableResult
    package func load(weights digest: Digest384, bytes: UInt64) -> Bool {
        devices.accelerator.load(weights: digest, bytes: bytes)
    }

    /// The host sends the accelerator a command.
    package func execute(_ kind: CommandKind, _ cost: Counters, carrying load: CommandLoad = CommandLoad()) -> Execution
    {
        devices.accelerator.execute(kind, cost, carrying: load)
    }

    /// The host loads an adapter through the hashing loader, or unloads it; false while the interlock is open.
    @discardableResult
    package func load(adapter digest: Digest384?) -> Bool { devices.accelerator.load(adapter: digest) }

    /// The host loads an output filter through the hashing loader, or unloads it; false while the interlock is open.
    @discardableResult
    package func load(filter digest: Digest384?) -> Bool { devices.accelerator.load(filter: digest) }

    /// What training left in the weight region, where it was really computed: the next export hashes it.
    package func settle(weights digest: Digest384) { devices.accelerator.settle(weights: digest) }

    /// The host streams a chunk of training data through the hash engine; it waits to be admitted.
    package func stream(data digest: Digest384, bytes: UInt64) {
        devices.accelerator.stream(data: digest, bytes: bytes)
    }

    /// Tamper inputs trip: bit 0 voltage, bit 1 clock, bit 2 enclosure mesh.
    package func trip(tamper inputs: UInt32) { devices.accelerator.trip(inputs) }

    /// Makes an interpreted core trap at its next instruction, as a glitch on its supply might: it fetches from where
    /// there is no memory.
    package func injectTrap() {
        interpreted?.corruptProgramCounter()
        devices.mailbox.submit(1, [])
        _ = interpreted?.run()
    }

    /// What the debug port reads at an address of the bus or of SRAM; nil where the port is dead, or nothing is there.
    package func debugLoad(_ address: UInt32) -> UInt32? {
        guard devices.fuses.isDebuggable, address & 3 == 0 else { return nil }
        return interpreted?.load(address) ?? devices.load(address)
    }

    /// Writes through the debug port; false where it is dead.
    package func debugStore(_ value: UInt32, to address: UInt32) -> Bool {
        guard devices.fuses.isDebuggable, address & 3 == 0 else { return false }
        devices.store(value, to: address)
        return true
    }

    /// Changes a word of flash from outside, as one with a programmer clipped to it does.
    package func overwriteFlash(_ bytes: [UInt8], at offset: UInt32) { devices.flash.write(bytes, at: offset) }
}
