extension Instruction {
    /// Expands a compressed instruction (Unprivileged specification 20191213, chapter 16, tables 16.5 to 16.7).
    ///
    /// Patterns reserved, or left to custom or floating-point extensions, are `.illegal`; hints are what they expand to.
    init(compressed bits: UInt16) {
        let word = UInt32(bits)
        let expanded: Instruction? =
            switch word & 3 {
            case 0: Self.quadrant0(word)
            case 1: Self.quadrant1(word)
            default: Self.quadrant2(word)
            }
        self = expanded ?? Instruction(.illegal)
        length = 2
    }

    private static func quadrant0(_ bits: UInt32) -> Instruction? {
        // The three-bit register fields name x8 to x15.
        let high = 8 + (bits >> 7 & 7)
        let low = 8 + (bits >> 2 & 7)
        let wordOffset = bits >> 7 & 0x38 | bits >> 4 & 4 | bits << 1 & 0x40
        switch bits >> 13 {
        case 0:
            let offset = bits >> 7 & 0x30 | bits >> 1 & 0x3c0 | bits >> 4 & 4 | bits >> 2 & 8
            return offset == 0 ? nil : Instruction(.addi, rd: low, rs1: 2, immediate: offset)
        case 2: return Instruction(.lw, rd: low, rs1: high, immediate: wordOffset)
        case 6: return Instruction(.sw, rs1: high, rs2: low, immediate: wordOffset)
        default: return nil
        }
    }

    private static func quadrant1(_ bits: UInt32) -> Instruction? {
        let rd = bits >> 7 & 31
        let short = 8 + (bits >> 7 & 7)
        let sign: UInt32 = bits & 0x1000 == 0 ? 0 : 0xffff_ffff
        let small = sign << 5 | bits >> 2 & 31
        switch bits >> 13 {
        case 0: return Instruction(.addi, rd: rd, rs1: rd, immediate: small)
        case 1: return Instruction(.jal, rd: 1, immediate: jump(bits, sign))
        case 2: return Instruction(.addi, rd: rd, rs1: 0, immediate: small)
        case 3 where rd == 2:
            let offset =
                sign << 9 | bits >> 2 & 0x10 | bits << 1 & 0x40 | bits << 4 & 0x180 | bits << 3 & 0x20
            return offset == 0 ? nil : Instruction(.addi, rd: 2, rs1: 2, immediate: offset)
        case 3: return small == 0 ? nil : Instruction(.lui, rd: rd, immediate: small << 12)
        case 4: return arithmetic(bits, short, small)
        case 5: return Instruction(.jal, rd: 0, immediate: jump(bits, sign))
        default:
            let offset =
                sign << 8 | bits >> 7 & 0x18 | bits << 1 & 0xc0 | bits >> 2 & 6 | bits << 3 & 0x20
            return Instruction(bits >> 13 == 6 ? .beq : .bne, rs1: short, rs2: 0, immediate: offset)
        }
    }

    private static func jump(_ bits: UInt32, _ sign: UInt32) -> UInt32 {
        let low = bits >> 2 & 0xe | bits >> 7 & 0x10 | bits << 3 & 0x20 | bits >> 1 & 0x40
        return sign << 11 | low | bits << 1 & 0x80 | bits >> 1 & 0x300 | bits << 2 & 0x400
    }

    private static func arithmetic(_ bits: UInt32, _ register: UInt32, _ small: UInt32) -> Instruction? {
        let wide = bits & 0x1000 != 0
        switch bits >> 10 & 3 {
        // On RV32 a shift amount of 32 or more is left to custom extensions.
        case 0: return wide ? nil : Instruction(.srli, rd: register, rs1: register, immediate: small)
        case 1: return wide ? nil : Instruction(.srai, rd: register, rs1: register, immediate: small)
        case 2: return Instruction(.andi, rd: register, rs1: register, immediate: small)
        default:
            guard !wide else { return nil }
            let operation = ([.sub, .xor, .or, .and] as [Operation])[Int(bits >> 5 & 3)]
            return Instruction(operation, rd: register, rs1: register, rs2: 8 + (bits >> 2 & 7))
        }
    }

    private static func quadrant2(_ bits: UInt32) -> Instruction? {
        let rd = bits >> 7 & 31
        let rs2 = bits >> 2 & 31
        let wide = bits & 0x1000 != 0
        switch bits >> 13 {
        case 0: return wide ? nil : Instruction(.slli, rd: rd, rs1: rd, immediate: rs2)
        case 2:
            let offset = bits >> 7 & 0x20 | bits >> 2 & 0x1c | bits << 4 & 0xc0
            return rd == 0 ? nil : Instruction(.lw, rd: rd, rs1: 2, immediate: offset)
        case 4:
            switch (wide, rd, rs2) {
            case (false, 0, 0): return nil
            case (false, _, 0): return Instruction(.jalr, rd: 0, rs1: rd)
            case (false, _, _): return Instruction(.add, rd: rd, rs1: 0, rs2: rs2)
            case (true, 0, 0): return Instruction(.ebreak)
            case (true, _, 0): return Instruction(.jalr, rd: 1, rs1: rd)
            case (true, _, _): return Instruction(.add, rd: rd, rs1: rd, rs2: rs2)
            }
        case 6:
            let offset = bits >> 7 & 0x3c | bits >> 1 & 0xc0
            return Instruction(.sw, rs1: 2, rs2: rs2, immediate: offset)
        default: return nil
        }
    }
}
