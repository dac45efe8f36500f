/// Where and why an interpreted core trapped (Privileged specification 20211203, section 3.1.15).
package struct CoreTrap: Hashable, Sendable {
    /// `mcause`.
    package let cause: UInt32
    /// `mepc`: the instruction's address.
    package let address: UInt32
    /// `mtval`.
    package let value: UInt32
}
