/// One decoded instruction. Every bit pattern decodes; what the hart does not define is `.illegal`.
public struct Instruction: Sendable, Equatable {
    /// What it does.
    public var operation: Operation
    /// Destination register, 0 to 31; 0 where the form has none.
    public var rd: UInt8 = 0
    /// First source register, or the five-bit constant of `csrrwi`, `csrrsi`, `csrrci`.
    public var rs1: UInt8 = 0
    /// Second source register.
    public var rs2: UInt8 = 0
    /// The immediate, sign-extended where the form says so; a shift amount; a CSR number.
    public var immediate: UInt32 = 0
    /// Bytes in memory: 2 or 4.
    public var length: UInt8 = 4

    /// Decodes the instruction that starts with these bits.
    /// - Parameter bits: 32 bits in memory order; of a compressed instruction only the low 16 matter.
    public init(decoding bits: UInt32) {
        self = bits & 3 == 3 ? Instruction(wide: bits) : Instruction(compressed: UInt16(truncatingIfNeeded: bits))
    }

    init(
        _ operation: Operation, rd: UInt32 = 0, rs1: UInt32 = 0, rs2: UInt32 = 0, immediate: UInt32 = 0,
        length: UInt8 = 4
    ) {
        self.operation = operation
        self.rd = UInt8(truncatingIfNeeded: rd)
        self.rs1 = UInt8(truncatingIfNeeded: rs1)
        self.rs2 = UInt8(truncatingIfNeeded: rs2)
        self.immediate = immediate
        self.length = length
    }

    /// Unprivileged specification, figure 2.4 and the listing of chapter 24.
    private init(wide bits: UInt32) {
        let rd = bits >> 7 & 31
        let rs1 = bits >> 15 & 31
        let rs2 = bits >> 20 & 31
        let funct3 = Int(bits >> 12 & 7)
        let iImmediate = UInt32(bitPattern: Int32(bitPattern: bits) >> 20)
        switch bits & 0x7f {
        case 0x37: self.init(.lui, rd: rd, immediate: bits & 0xffff_f000)
        case 0x17: self.init(.auipc, rd: rd, immediate: bits & 0xffff_f000)
        case 0x6f: self.init(.jal, rd: rd, immediate: Self.jImmediate(bits))
        case 0x67: self.init(funct3 == 0 ? .jalr : .illegal, rd: rd, rs1: rs1, immediate: iImmediate)
        case 0x63:
            let table: [Operation?] = [.beq, .bne, nil, nil, .blt, .bge, .bltu, .bgeu]
            self.init(table[funct3] ?? .illegal, rs1: rs1, rs2: rs2, immediate: Self.bImmediate(bits))
        case 0x03:
            let table: [Operation?] = [.lb, .lh, .lw, nil, .lbu, .lhu, nil, nil]
            self.init(table[funct3] ?? .illegal, rd: rd, rs1: rs1, immediate: iImmediate)
        case 0x23:
            let table: [Operation?] = [.sb, .sh, .sw, nil, nil, nil, nil, nil]
            self.init(
                table[funct3] ?? .illegal, rs1: rs1, rs2: rs2,
                immediate: iImmediate & 0xffff_ffe0 | rd)
        case 0x13:
            let shift = funct3 & 3 == 1
            self.init(
                Self.immediateOperation(funct3, bits >> 25), rd: rd, rs1: rs1,
                immediate: shift ? rs2 : iImmediate)
        case 0x33: self.init(Self.registerOperation(funct3, bits >> 25), rd: rd, rs1: rs1, rs2: rs2)
        case 0x0f: self.init(funct3 == 0 ? .fence : funct3 == 1 ? .fenceI : .illegal)
        case 0x73:
            let operation = Self.systemOperation(funct3, bits)
            self = funct3 == 0 ? Self(operation) : Self(operation, rd: rd, rs1: rs1, immediate: bits >> 20)
        default: self.init(.illegal)
        }
        // A reserved pattern has no operands: two of them are equal whatever their bits.
        if operation == .illegal { self.init(.illegal, length: 4) }
    }

    private static func jImmediate(_ bits: UInt32) -> UInt32 {
        let sign = UInt32(bitPattern: Int32(bitPattern: bits) >> 31) & 0xfff0_0000
        return sign | bits & 0x000f_f000 | bits >> 9 & 0x800 | bits >> 20 & 0x7fe
    }

    private static func bImmediate(_ bits: UInt32) -> UInt32 {
        let sign = UInt32(bitPattern: Int32(bitPattern: bits) >> 31) & 0xffff_f000
        return sign | bits << 4 & 0x800 | bits >> 20 & 0x7e0 | bits >> 7 & 0x1e
    }

    private static func immediateOperation(_ funct3: Int, _ funct7: UInt32) -> Operation {
        switch (funct3, funct7) {
        case (0, _): .addi
        case (1, 0): .slli
        case (2, _): .slti
        case (3, _): .sltiu
        case (4, _): .xori
        case (5, 0): .srli
        case (5, 0x20): .srai
        case (6, _): .ori
        case (7, _): .andi
        default: .illegal
        }
    }

    private static func registerOperation(_ funct3: Int, _ funct7: UInt32) -> Operation {
        switch funct7 {
        case 0: ([.add, .sll, .slt, .sltu, .xor, .srl, .or, .and] as [Operation])[funct3]
        case 1: ([.mul, .mulh, .mulhsu, .mulhu, .div, .divu, .rem, .remu] as [Operation])[funct3]
        case 0x20 where funct3 == 0: .sub
        case 0x20 where funct3 == 5: .sra
        default: .illegal
        }
    }

    private static func systemOperation(_ funct3: Int, _ bits: UInt32) -> Operation {
        switch (funct3, bits) {
        case (1, _): .csrrw
        case (2, _): .csrrs
        case (3, _): .csrrc
        case (5, _): .csrrwi
        case (6, _): .csrrsi
        case (7, _): .csrrci
        case (0, 0x0000_0073): .ecall
        case (0, 0x0010_0073): .ebreak
        case (0, 0x3020_0073): .mret
        case (0, 0x1050_0073): .wfi
        default: .illegal
        }
    }
}
