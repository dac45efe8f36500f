extension Instruction {
    /// The instruction as an assembler reads it, with registers by number and targets as addresses.
    /// - Parameter pc: Where it stands.
    /// - Returns: One line without an address.
    public func description(at pc: UInt32) -> String {
        let name = operation.mnemonic
        let (d, a, b) = ("x\(rd)", "x\(rs1)", "x\(rs2)")
        let signed = Int32(bitPattern: immediate)
        let csr = "0x" + hexadecimal(immediate, digits: 3)
        return switch operation {
        case .lui, .auipc: "\(name) \(d), 0x\(hexadecimal(immediate >> 12, digits: 1))"
        case .jal: "\(name) \(d), 0x\(hexadecimal(pc &+ immediate, digits: 1))"
        case .jalr, .lb, .lh, .lw, .lbu, .lhu: "\(name) \(d), \(signed)(\(a))"
        case .sb, .sh, .sw: "\(name) \(b), \(signed)(\(a))"
        case .beq, .bne, .blt, .bge, .bltu, .bgeu: "\(name) \(a), \(b), 0x\(hexadecimal(pc &+ immediate, digits: 1))"
        case .addi, .slti, .sltiu, .xori, .ori, .andi, .slli, .srli, .srai: "\(name) \(d), \(a), \(signed)"
        case .add, .sub, .sll, .slt, .sltu, .xor, .srl, .sra, .or, .and,
            .mul, .mulh, .mulhsu, .mulhu, .div, .divu, .rem, .remu:
            "\(name) \(d), \(a), \(b)"
        case .csrrw, .csrrs, .csrrc: "\(name) \(d), \(csr), \(a)"
        case .csrrwi, .csrrsi, .csrrci: "\(name) \(d), \(csr), \(rs1)"
        case .fence, .fenceI, .ecall, .ebreak, .mret, .wfi, .illegal: name
        }
    }
}

extension Operation {
    /// The name in the specification; `illegal` for what it doesn't define.
    public var mnemonic: String {
        self == .fenceI ? "fence.i" : "\(self)"
    }
}
