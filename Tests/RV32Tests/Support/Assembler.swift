/// Instruction words by name, written from the tables of the specification and sharing nothing with the decoder.
enum Assembler {
    static func r(_ funct7: UInt32, _ rs2: UInt32, _ rs1: UInt32, _ funct3: UInt32, _ rd: UInt32) -> UInt32 {
        funct7 << 25 | rs2 << 20 | rs1 << 15 | funct3 << 12 | rd << 7 | 0x33
    }

    static func i(_ immediate: Int32, _ rs1: UInt32, _ funct3: UInt32, _ rd: UInt32, _ opcode: UInt32) -> UInt32 {
        (UInt32(bitPattern: immediate) & 0xfff) << 20 | rs1 << 15 | funct3 << 12 | rd << 7 | opcode
    }

    static func s(_ immediate: Int32, _ rs2: UInt32, _ rs1: UInt32, _ funct3: UInt32) -> UInt32 {
        let bits = UInt32(bitPattern: immediate)
        return (bits >> 5 & 0x7f) << 25 | rs2 << 20 | rs1 << 15 | funct3 << 12 | (bits & 31) << 7 | 0x23
    }

    static func b(_ offset: Int32, _ rs1: UInt32, _ rs2: UInt32, _ funct3: UInt32) -> UInt32 {
        let bits = UInt32(bitPattern: offset)
        let high = (bits >> 12 & 1) << 31 | (bits >> 5 & 0x3f) << 25
        return high | rs2 << 20 | rs1 << 15 | funct3 << 12 | (bits >> 1 & 15) << 8 | (bits >> 11 & 1) << 7 | 0x63
    }

    static func lui(_ rd: UInt32, _ upper: UInt32) -> UInt32 { upper << 12 | rd << 7 | 0x37 }
    static func auipc(_ rd: UInt32, _ upper: UInt32) -> UInt32 { upper << 12 | rd << 7 | 0x17 }

    static func jal(_ rd: UInt32, _ offset: Int32) -> UInt32 {
        let bits = UInt32(bitPattern: offset)
        let high = (bits >> 20 & 1) << 31 | (bits >> 1 & 0x3ff) << 21
        return high | (bits >> 11 & 1) << 20 | (bits >> 12 & 0xff) << 12 | rd << 7 | 0x6f
    }

    static func jalr(_ rd: UInt32, _ rs1: UInt32, _ offset: Int32) -> UInt32 { i(offset, rs1, 0, rd, 0x67) }
    static func addi(_ rd: UInt32, _ rs1: UInt32, _ value: Int32) -> UInt32 { i(value, rs1, 0, rd, 0x13) }
    static func add(_ rd: UInt32, _ rs1: UInt32, _ rs2: UInt32) -> UInt32 { r(0, rs2, rs1, 0, rd) }
    static func lw(_ rd: UInt32, _ rs1: UInt32, _ offset: Int32) -> UInt32 { i(offset, rs1, 2, rd, 0x03) }
    static func sw(_ rs2: UInt32, _ rs1: UInt32, _ offset: Int32) -> UInt32 { s(offset, rs2, rs1, 2) }
    static func sh(_ rs2: UInt32, _ rs1: UInt32, _ offset: Int32) -> UInt32 { s(offset, rs2, rs1, 1) }
    static func beq(_ rs1: UInt32, _ rs2: UInt32, _ offset: Int32) -> UInt32 { b(offset, rs1, rs2, 0) }
    static func bne(_ rs1: UInt32, _ rs2: UInt32, _ offset: Int32) -> UInt32 { b(offset, rs1, rs2, 1) }
    static func csr(_ funct3: UInt32, _ rd: UInt32, _ number: UInt32, _ source: UInt32) -> UInt32 {
        number << 20 | source << 15 | funct3 << 12 | rd << 7 | 0x73
    }
    static func csrrw(_ rd: UInt32, _ number: UInt32, _ rs1: UInt32) -> UInt32 { csr(1, rd, number, rs1) }
    static func csrrs(_ rd: UInt32, _ number: UInt32, _ rs1: UInt32) -> UInt32 { csr(2, rd, number, rs1) }

    static let nop: UInt32 = 0x0000_0013
    static let fenceI: UInt32 = 0x0000_100f
    static let ecall: UInt32 = 0x0000_0073
    static let ebreak: UInt32 = 0x0010_0073
    static let mret: UInt32 = 0x3020_0073
    static let wfi: UInt32 = 0x1050_0073

    /// Two instructions that put any value into a register.
    static func li(_ rd: UInt32, _ value: UInt32) -> [UInt32] {
        let low = Int32(bitPattern: value << 20) >> 20
        return [lui(rd, (value &- UInt32(bitPattern: low)) >> 12), addi(rd, rd, low)]
    }
}
