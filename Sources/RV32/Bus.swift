/// The devices around a hart: everything that is neither ROM nor RAM.
///
/// The machine asks its own memory first, and comes here for every other address. Accesses are naturally
/// aligned: a misaligned one has trapped before (Privileged specification 20211203, section 3.1.15, causes 4 and 6).
public protocol Bus {
    /// What the devices drive into the hart now; read at the start of a run and after every device access.
    var inputs: HartInputs { get }

    /// Reads a device register.
    /// - Parameters:
    ///   - address: The physical address, a multiple of the width.
    ///   - width: How many bytes are read.
    /// - Returns: The value, zero-extended, or nil for an access fault (cause 5).
    mutating func load(_ address: UInt32, width: AccessWidth) -> UInt32?

    /// Writes a device register.
    /// - Parameters:
    ///   - value: The value; bits above the width are zero.
    ///   - address: The physical address, a multiple of the width.
    ///   - width: How many bytes are written.
    /// - Returns: False for an access fault (cause 7).
    mutating func store(_ value: UInt32, to address: UInt32, width: AccessWidth) -> Bool

    /// Tells the devices that the hart took a trap, before the first instruction of its handler.
    /// - Parameter cause: What `mcause` now reads (section 3.1.15), the top bit set for an interrupt.
    mutating func trapTaken(cause: UInt32)
}

/// The size of a load or a store.
public enum AccessWidth: UInt32, Sendable {
    /// One byte.
    case byte = 1
    /// Two bytes.
    case halfword = 2
    /// Four bytes.
    case word = 4
}

/// The wires into a hart: interrupt lines at their places in `mip` (section 3.1.9), and a request to stop.
public struct HartInputs: OptionSet, Sendable {
    /// The wires as bits.
    public let rawValue: UInt32

    /// Takes the wires as bits.
    /// - Parameter rawValue: `mip` bits 3, 7, 11, and bit 31 to stop.
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// Machine software interrupt, `mip.MSIP`.
    public static let software = HartInputs(rawValue: 1 << 3)
    /// Machine timer interrupt, `mip.MTIP`.
    public static let timer = HartInputs(rawValue: 1 << 7)
    /// Machine external interrupt, `mip.MEIP`.
    public static let external = HartInputs(rawValue: 1 << 11)
    /// Ends the run after the access that raised it: a power-off register, a mailbox that wants the host.
    public static let stop = HartInputs(rawValue: 1 << 31)

    static let interrupts: HartInputs = [.software, .timer, .external]
}

/// A bus without a device: every access faults.
public struct EmptyBus: Bus, Sendable {
    /// Makes the empty bus.
    public init() {}

    /// No line is driven.
    public var inputs: HartInputs { [] }

    /// Faults.
    public mutating func load(_ address: UInt32, width: AccessWidth) -> UInt32? { nil }

    /// Faults.
    public mutating func store(_ value: UInt32, to address: UInt32, width: AccessWidth) -> Bool { false }

    /// Ignored.
    public mutating func trapTaken(cause: UInt32) {}
}
