import CVolatile
import ChipABI
import Drivers
import ROM
import Wire

/// ROM's entry: boot, leave the hand-over at its place in RAM, enter the runtime. A boot that fails ends here.
@c(firmware_main)
public func firmwareMain() {
    var hardware = DeviceDrivers(bus: VolatileBus())
    do throws(Fault) {
        let handover = try BootROM.boot(&hardware)
        // Sound: the hand-over's place is RAM that neither image's sections nor the stack use, and is aligned.
        guard let place = unsafe UnsafeMutablePointer<Handover>(bitPattern: UInt(MemoryMap.handover)) else { return }
        unsafe place.initialize(to: handover)
        hardware.report(.handingOver)
        enter(handover.entryAddress)
    } catch {
        hardware.raise(error)
        hardware.report(.failed)
    }
}
