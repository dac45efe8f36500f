import ChipABI
import Drivers
import ROM
import Runtime
import Wire

/// The same firmware source compiled for the host, over the same device models.
struct NativeCore: ~Copyable {
    private var hardware: DeviceDrivers<DeviceModels>
    private var runtime: Runtime

    /// Boots: what the ROM image does and then the runtime's first steps.
    ///
    /// - Throws: the fault at which ROM stops.
    init(devices: DeviceModels) throws(Fault) {
        hardware = DeviceDrivers(bus: devices)
        do throws(Fault) {
            let handover = try BootROM.boot(&hardware)
            devices.releaseRAM()
            hardware.report(.handingOver)
            runtime = Runtime(handover, &hardware)
        } catch {
            devices.releaseRAM()
            devices.store(error.rawValue, to: SystemRegisters.fault)
            devices.store(BootStatus.failed.rawValue, to: SystemRegisters.bootStatus)
            throw error
        }
    }

    /// Serves the command in the mailbox.
    mutating func run() { runtime.serve(&hardware) }
}
