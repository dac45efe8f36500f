/// What an instruction does, once compressed forms are expanded (Unprivileged specification 20191213, chapter 24).
public enum Operation: UInt8, Sendable, CaseIterable {
    // Chapter 2: RV32I.
    case lui, auipc, jal, jalr
    case beq, bne, blt, bge, bltu, bgeu
    case lb, lh, lw, lbu, lhu
    case sb, sh, sw
    case addi, slti, sltiu, xori, ori, andi, slli, srli, srai
    case add, sub, sll, slt, sltu, xor, srl, sra, or, and
    case fence
    // Chapter 3: Zifencei.
    case fenceI
    // Chapter 7: the M extension.
    case mul, mulh, mulhsu, mulhu, div, divu, rem, remu
    // Chapter 9: Zicsr.
    case csrrw, csrrs, csrrc, csrrwi, csrrsi, csrrci
    // Chapter 2.8, and Privileged specification 20211203, section 3.3.
    case ecall, ebreak, mret, wfi
    /// Any pattern that RV32IMC with machine mode alone does not define.
    case illegal
}
