import RV32

/// A whole chip between two instructions, as a value: hart, memory and devices.
package struct CoreState: Equatable, Sendable {
    let machine: Machine<CoreBus>.Snapshot
    let devices: DeviceState

    /// Instructions attempted since reset.
    package var attempted: UInt64 { machine.hart.attempted }
}
