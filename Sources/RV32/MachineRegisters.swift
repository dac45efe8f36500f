/// The machine-mode registers of a hart without other modes (Privileged specification 20211203, chapter 3.1).
///
/// Every field holds a legal value only: writes go through `MachineRegisters.write`, which knows each register's WARL rule.
public struct MachineRegisters: Sendable, Equatable {
    /// `mstatus.MIE`: interrupts are taken (section 3.1.6.1).
    public internal(set) var interruptsEnabled = false
    /// `mstatus.MPIE`: what `MIE` was before the last trap.
    public internal(set) var previousInterruptsEnabled = false
    /// `mtvec`: base, and bit 0 for vectored mode (section 3.1.7).
    public internal(set) var mtvec: UInt32 = 0
    /// `mie` (section 3.1.9): bits 3, 7 and 11.
    public internal(set) var mie: UInt32 = 0
    /// `mip` (section 3.1.9): the lines as the devices drive them; guest code can't write it.
    public internal(set) var mip: UInt32 = 0
    /// `mscratch` (section 3.1.13).
    public internal(set) var mscratch: UInt32 = 0
    /// `mepc` (section 3.1.14); bit 0 is always clear.
    public internal(set) var mepc: UInt32 = 0
    /// `mcause` (section 3.1.15).
    public internal(set) var mcause: UInt32 = 0
    /// `mtval` (section 3.1.16).
    public internal(set) var mtval: UInt32 = 0
    /// `mhartid` (section 3.1.5).
    public let mhartid: UInt32
    /// What the `time` register reads (Unprivileged specification, chapter 10.1), or nil to make reading it illegal.
    public var time: UInt64?
    /// `mcycle`, counting attempted instructions (section 3.1.10).
    var cycle = Counter()
    /// `minstret`, counting retired instructions (section 3.1.10).
    var instret = Counter()

    init(hartID: UInt32) {
        mhartid = hartID
    }

    /// `mstatus` (section 3.1.6): `MIE`, `MPIE`, and `MPP` that can only read machine mode.
    public var mstatus: UInt32 {
        0x1800 | (interruptsEnabled ? 1 << 3 : 0) | (previousInterruptsEnabled ? 1 << 7 : 0)
    }

    /// Interrupts that are both pending and enabled, whatever `mstatus.MIE` says.
    var pendingAndEnabled: UInt32 { mip & mie }

    /// A counter that guest code may set and stop, over a count that it can't touch.
    struct Counter: Sendable, Equatable {
        private var offset: UInt64 = 0
        private var frozen: UInt64?

        var isInhibited: Bool { frozen != nil }

        func value(at count: UInt64) -> UInt64 {
            frozen ?? (count &+ offset)
        }

        /// Sets the counter to what the next instruction will read; the writing instruction itself isn't counted.
        mutating func write(_ value: UInt64, at count: UInt64) {
            if frozen == nil {
                offset = value &- (count &+ 1)
            } else {
                frozen = value
            }
        }

        mutating func inhibit(_ stop: Bool, at count: UInt64) {
            switch (frozen, stop) {
            case (nil, true): frozen = value(at: count)
            case (let held?, false):
                frozen = nil
                write(held, at: count)
            default: break
            }
        }
    }
}
