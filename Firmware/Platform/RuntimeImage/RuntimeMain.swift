import CVolatile
import ChipABI
import Drivers
import ROM
import Runtime

/// The runtime's entry: take over, then sleep until the mailbox wakes the core, for ever.
@c(firmware_main)
public func firmwareMain() {
    var hardware = DeviceDrivers(bus: VolatileBus())
    // Sound: ROM left a hand-over of this same type there; both images are built together by one compiler.
    guard let place = unsafe UnsafePointer<Handover>(bitPattern: UInt(MemoryMap.handover)) else { return }
    var runtime = unsafe Runtime(place.pointee, &hardware)
    while true {
        wait_for_interrupt()
        runtime.serve(&hardware)
    }
}
