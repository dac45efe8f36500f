extension Operation {
    /// Bytes that a load or store moves.
    var width: AccessWidth {
        switch self {
        case .lb, .lbu, .sb: .byte
        case .lh, .lhu, .sh: .halfword
        default: .word
        }
    }

    /// Whether a branch is taken (Unprivileged specification 20191213, section 2.5).
    package func isTaken(_ a: UInt32, _ b: UInt32) -> Bool {
        switch self {
        case .beq: a == b
        case .bne: a != b
        case .blt: Arithmetic.less(a, b)
        case .bge: !Arithmetic.less(a, b)
        case .bltu: a < b
        case .bgeu: a >= b
        default: preconditionFailure("Only a branch is taken or not.")
        }
    }

    /// What an arithmetic instruction computes of its two operands (section 2.4 and chapter 7).
    package func result(_ a: UInt32, _ b: UInt32) -> UInt32 {
        switch self {
        case .addi, .add: a &+ b
        case .sub: a &- b
        case .slti, .slt: Arithmetic.less(a, b) ? 1 : 0
        case .sltiu, .sltu: a < b ? 1 : 0
        case .xori, .xor: a ^ b
        case .ori, .or: a | b
        case .andi, .and: a & b
        case .slli, .sll: a &<< b
        case .srli, .srl: a &>> b
        case .srai, .sra: Arithmetic.sra(a, b)
        case .mul: a &* b
        case .mulh: Arithmetic.mulh(a, b)
        case .mulhsu: Arithmetic.mulhsu(a, b)
        case .mulhu: Arithmetic.mulhu(a, b)
        case .div: Arithmetic.div(a, b)
        case .divu: Arithmetic.divu(a, b)
        case .rem: Arithmetic.rem(a, b)
        case .remu: Arithmetic.remu(a, b)
        default: preconditionFailure("Only arithmetic has a result.")
        }
    }
}
