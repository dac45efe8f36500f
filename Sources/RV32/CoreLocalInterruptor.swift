/// Software and timer interrupts of one hart at the addresses that bare-metal programs expect: `msip` at +0,
/// `mtimecmp` at +0x4000, `mtime` at +0xbff8 (Privileged specification 20211203, section 3.2; layout of the SiFive CLINT).
///
/// Time moves when the host says so, never by itself.
public struct CoreLocalInterruptor: Bus, Sendable, Equatable {
    /// Where the block usually lies.
    public static let usualBase: UInt32 = 0x0200_0000

    /// Address of `msip`.
    public let base: UInt32
    /// `mtime`, in ticks.
    public var time: UInt64 = 0
    /// `mtimecmp`: the timer interrupt is pending from this tick on.
    public private(set) var timeCompare: UInt64 = .max
    private var softwarePending = false

    /// Makes one without an interrupt pending.
    /// - Parameter base: Address of `msip`.
    public init(base: UInt32 = usualBase) {
        self.base = base
    }

    /// The software and timer lines.
    public var inputs: HartInputs {
        (softwarePending ? HartInputs.software : []).union(time >= timeCompare ? .timer : [])
    }

    /// Reads a register; words only.
    public mutating func load(_ address: UInt32, width: AccessWidth) -> UInt32? {
        guard width == .word else { return nil }
        switch address &- base {
        case 0: return softwarePending ? 1 : 0
        case 0x4000: return UInt32(truncatingIfNeeded: timeCompare)
        case 0x4004: return UInt32(truncatingIfNeeded: timeCompare >> 32)
        case 0xbff8: return UInt32(truncatingIfNeeded: time)
        case 0xbffc: return UInt32(truncatingIfNeeded: time >> 32)
        default: return nil
        }
    }

    /// Writes a register; words only.
    public mutating func store(_ value: UInt32, to address: UInt32, width: AccessWidth) -> Bool {
        guard width == .word else { return false }
        let low: UInt64 = 0xffff_ffff
        switch address &- base {
        case 0: softwarePending = value & 1 == 1
        case 0x4000: timeCompare = timeCompare & ~low | UInt64(value)
        case 0x4004: timeCompare = timeCompare & low | UInt64(value) << 32
        case 0xbff8: time = time & ~low | UInt64(value)
        case 0xbffc: time = time & low | UInt64(value) << 32
        default: return false
        }
        return true
    }

    /// Ignored.
    public mutating func trapTaken(cause: UInt32) {}
}
