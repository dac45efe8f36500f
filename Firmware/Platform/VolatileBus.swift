import CVolatile
import ChipABI

/// The real wires.
struct VolatileBus: RegisterBus {
    mutating func load(_ address: UInt32) -> UInt32 { volatile_load(address) }
    mutating func store(_ value: UInt32, to address: UInt32) { volatile_store(address, value) }
}
