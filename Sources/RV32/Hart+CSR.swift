/// A control and status register that this hart has (Privileged specification 20211203, table 2.5).
enum CSR: UInt16 {
    case mstatus = 0x300
    case misa = 0x301
    case mie = 0x304
    case mtvec = 0x305
    case mstatush = 0x310
    case mcountinhibit = 0x320
    case mscratch = 0x340
    case mepc = 0x341
    case mcause = 0x342
    case mtval = 0x343
    case mip = 0x344
    case mcycle = 0xb00
    case minstret = 0xb02
    case mcycleh = 0xb80
    case minstreth = 0xb82
    case cycle = 0xc00
    case time = 0xc01
    case instret = 0xc02
    case cycleh = 0xc80
    case timeh = 0xc81
    case instreth = 0xc82
    case mvendorid = 0xf11
    case marchid = 0xf12
    case mimpid = 0xf13
    case mhartid = 0xf14
    case mconfigptr = 0xf15

    /// The top two bits of the number say read-only (section 2.1).
    static func isReadOnly(_ number: UInt16) -> Bool { number >> 10 == 3 }
}

extension Hart {
    /// `misa` (section 3.1.1): MXL 32 bits, extensions C, I and M. Writes change nothing.
    public static let misa: UInt32 = 1 << 30 | 1 << 2 | 1 << 8 | 1 << 12

    /// Reads a control and status register.
    /// - Parameter number: The 12-bit number of the register (section 2.1).
    /// - Returns: Its value, or nil if this hart has none of that number.
    public func read(csr number: UInt16) -> UInt32? {
        guard let name = CSR(rawValue: number) else {
            return Self.isAlwaysZero(number) ? 0 : nil
        }
        switch name {
        case .mstatus: return csr.mstatus
        case .misa: return Self.misa
        case .mie: return csr.mie
        case .mtvec: return csr.mtvec
        case .mcountinhibit:
            return (csr.cycle.isInhibited ? 1 : 0) | (csr.instret.isInhibited ? 4 : 0)
        case .mscratch: return csr.mscratch
        case .mepc: return csr.mepc
        case .mcause: return csr.mcause
        case .mtval: return csr.mtval
        case .mip: return csr.mip
        case .mcycle, .cycle: return UInt32(truncatingIfNeeded: csr.cycle.value(at: attempted))
        case .mcycleh, .cycleh: return UInt32(truncatingIfNeeded: csr.cycle.value(at: attempted) >> 32)
        case .minstret, .instret: return UInt32(truncatingIfNeeded: csr.instret.value(at: retired))
        case .minstreth, .instreth: return UInt32(truncatingIfNeeded: csr.instret.value(at: retired) >> 32)
        case .time: return csr.time.map { UInt32(truncatingIfNeeded: $0) }
        case .timeh: return csr.time.map { UInt32(truncatingIfNeeded: $0 >> 32) }
        case .mhartid: return csr.mhartid
        case .mstatush, .mvendorid, .marchid, .mimpid, .mconfigptr: return 0
        }
    }

    /// Writes a control and status register, keeping only what is legal there.
    /// - Parameters:
    ///   - value: The value that the instruction computed.
    ///   - number: The 12-bit number of the register.
    /// - Returns: False if there is no such register, or if it is read-only.
    mutating func write(_ value: UInt32, csr number: UInt16) -> Bool {
        guard !CSR.isReadOnly(number) else { return false }
        guard let name = CSR(rawValue: number) else { return Self.isAlwaysZero(number) }
        switch name {
        case .mstatus:
            csr.interruptsEnabled = value & 1 << 3 != 0
            csr.previousInterruptsEnabled = value & 1 << 7 != 0
        case .mie: csr.mie = value & HartInputs.interrupts.rawValue
        // Modes 2 and 3 are reserved: bit 1 is kept clear.
        case .mtvec: csr.mtvec = value & ~2
        case .mcountinhibit:
            csr.cycle.inhibit(value & 1 != 0, at: attempted)
            csr.instret.inhibit(value & 4 != 0, at: retired)
        case .mscratch: csr.mscratch = value
        case .mepc: csr.mepc = value & ~1
        case .mcause: csr.mcause = value
        case .mtval: csr.mtval = value
        case .mcycle: csr.cycle.write(csr.cycle.value(at: attempted).withLow(value), at: attempted)
        case .mcycleh: csr.cycle.write(csr.cycle.value(at: attempted).withHigh(value), at: attempted)
        case .minstret: csr.instret.write(csr.instret.value(at: retired).withLow(value), at: retired)
        case .minstreth: csr.instret.write(csr.instret.value(at: retired).withHigh(value), at: retired)
        // Writable by number, but without a writable bit: the lines belong to the devices.
        case .misa, .mstatush, .mip: break
        case .cycle, .time, .instret, .cycleh, .timeh, .instreth, .mvendorid, .marchid, .mimpid, .mhartid,
            .mconfigptr:
            return false
        }
        return true
    }

    /// The event counters 3 to 31 and their selectors (section 3.1.11), and `tselect` to `tdata3`, which read zero to
    /// say that there is no trigger (RISC-V Debug specification 0.13.2, section 5.2).
    private static func isAlwaysZero(_ number: UInt16) -> Bool {
        let isEvent = number & 0x1f >= 3 && [0x320, 0xb00, 0xb80, 0xc00, 0xc80].contains(number & ~0x1f)
        return isEvent || (0x7a0...0x7a3).contains(number)
    }
}

extension UInt64 {
    fileprivate func withLow(_ word: UInt32) -> UInt64 { self & (0xffff_ffff << 32) | UInt64(word) }
    fileprivate func withHigh(_ word: UInt32) -> UInt64 { self & 0xffff_ffff | UInt64(word) << 32 }
}
