/// Where 32-bit registers are read and written: real wires on the chip, device models on the host.
public protocol RegisterBus: ~Copyable {
    /// Reads the register at an address that is a multiple of 4.
    mutating func load(_ address: UInt32) -> UInt32
    /// Writes it.
    mutating func store(_ value: UInt32, to address: UInt32)
}
