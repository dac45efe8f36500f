/// The architectural state of one RV32IMC hart with machine mode alone: a value to copy, compare and restore.
public struct Hart: Sendable {
    /// Slots 0 to 31 are x0 to x31; slot 32 takes what is written to x0, so that no write needs a test.
    var slots = InlineArray<33, UInt32>(repeating: 0)
    /// Address of the next instruction; bit 0 is always clear.
    public var pc: UInt32
    /// Machine-mode registers (Privileged specification 20211203, chapter 3.1).
    public var csr: MachineRegisters
    /// Instructions that retired since reset; guest code can't write it. `minstret` is derived from it.
    public internal(set) var retired: UInt64 = 0
    /// Instructions attempted since reset: those that retired and those that trapped. `mcycle` is derived from it.
    public internal(set) var attempted: UInt64 = 0
    /// Whether the hart stands behind a `wfi`, until an enabled interrupt is pending (section 3.3.3).
    public internal(set) var isWaiting = false

    /// A hart out of reset (section 3.4).
    /// - Parameters:
    ///   - resetVector: Address of the first instruction; bit 0 is ignored.
    ///   - hartID: What `mhartid` reads.
    public init(resetVector: UInt32, hartID: UInt32 = 0) {
        pc = resetVector & ~1
        csr = MachineRegisters(hartID: hartID)
    }

    /// Register x0 to x31. x0 reads zero and takes no write.
    /// - Parameter register: 0 to 31; the low five bits count.
    public subscript(register: Int) -> UInt32 {
        get { slots[register & 31] }
        set { slots[register & 31 == 0 ? 32 : register & 31] = newValue }
    }

    /// x0 to x31, in order.
    public var registers: [UInt32] { (0..<32).map { slots[$0] } }

    subscript(register: UInt8) -> UInt32 {
        @inline(__always) get { slots[Int(register & 31)] }
        @inline(__always) set { slots[register & 31 == 0 ? 32 : Int(register & 31)] = newValue }
    }

    /// Counts one instruction that trapped.
    mutating func attempt() {
        attempted &+= 1
    }

    /// Counts one instruction that retired, and moves to the next.
    mutating func retire(to next: UInt32) {
        pc = next
        attempted &+= 1
        retired &+= 1
    }
}

extension Hart: Equatable {
    /// Equal in everything that guest code or the outside can see; the sink behind x0 is neither.
    public static func == (left: Hart, right: Hart) -> Bool {
        left.pc == right.pc && left.csr == right.csr && left.retired == right.retired
            && left.attempted == right.attempted && left.isWaiting == right.isWaiting
            && (0..<32).allSatisfy { left.slots[$0] == right.slots[$0] }
    }
}
