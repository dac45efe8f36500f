/// One step of the translated loop: an instruction, or a few fused ones, with everything precomputed.
///
/// 16 bytes. Registers are slots of the hart: destination x0 has become slot 32, the sink.
struct MicroOp {
    var kind: Kind
    var rd: UInt8 = 32
    var rs1: UInt8 = 0
    var rs2: UInt8 = 0
    /// The immediate; for a branch the distance to its target in bytes of ops; for a constant its value.
    var immediate: Int32 = 0
    /// Address of the (first) instruction.
    var pc: UInt32
    /// Instructions from this op to the next branch, both included: what entering here costs of the budget.
    var run: UInt16 = 0
    /// Instruction bytes that it stands for: 2 to 12. A link register gets `pc + length`.
    var length: UInt8 = 0
    /// The last destination of a fused op.
    var extra: UInt8 = 0

    enum Kind: UInt8 {
        /// Not an instruction: leaves the loop to find, or decode, what `pc` names, then becomes a `goto`.
        case resolve
        /// Not an instruction: goes on elsewhere.
        case goto
        /// Leaves the loop, for `Machine.step` to execute: system instructions, CSRs, reserved patterns.
        case slow
        case nop, constant
        case jump, jumpAndLink, jumpRegister, jumpRegisterAndLink
        case beq, bne, blt, bge, bltu, bgeu
        case lb, lh, lw, lbu, lhu
        case sb, sh, sw
        case addi, slti, sltiu, xori, ori, andi, slli, srli, srai
        case move
        case add, sub, sll, slt, sltu, xor, srl, sra, or, and
        case mul, mulh, mulhsu, mulhu, div, divu, rem, remu
        // Two instructions in one.
        case constant2, slliAdd, addAdd, xorXor, addLw, andiSlli
        // Three.
        case slliSrliOr, srliSlliOr, slliAddLw
    }

    /// Instructions that the loop executes for it: none for those that leave the loop, or only lead on.
    var weight: UInt16 {
        switch kind {
        case .resolve, .goto, .slow: 0
        case .constant2, .slliAdd, .addAdd, .xorXor, .addLw, .andiSlli: 2
        case .slliSrliOr, .srliSlliOr, .slliAddLw: 3
        default: 1
        }
    }

    /// Whether control may go elsewhere after it, so that the next op starts a new run.
    var endsRun: Bool {
        switch kind {
        case .beq, .bne, .blt, .bge, .bltu, .bgeu: true
        case .jump, .jumpAndLink, .jumpRegister, .jumpRegisterAndLink, .resolve, .goto, .slow: true
        default: false
        }
    }

    /// Whether the next instruction in memory may follow it.
    var fallsThrough: Bool {
        switch kind {
        case .jump, .jumpAndLink, .jumpRegister, .jumpRegisterAndLink, .resolve, .goto, .slow: false
        default: true
        }
    }

    /// Where a branch or jump leads, until its immediate is linked.
    var target: UInt32 { pc &+ UInt32(bitPattern: immediate) }

    /// Whether a target has to be filled in.
    var hasTarget: Bool {
        switch kind {
        case .beq, .bne, .blt, .bge, .bltu, .bgeu, .jump, .jumpAndLink: true
        default: false
        }
    }
}

extension MicroOp {
    /// Translates one instruction.
    init(_ instruction: Instruction, at pc: UInt32) {
        kind = Kind(instruction)
        rd = instruction.rd == 0 ? 32 : instruction.rd
        rs1 = instruction.rs1
        rs2 = instruction.rs2
        immediate = Int32(bitPattern: instruction.immediate)
        self.pc = pc
        length = instruction.length
        switch instruction.operation {
        case .auipc: immediate = Int32(bitPattern: pc &+ instruction.immediate)
        case .addi where instruction.rs1 == 0: kind = .constant
        case .addi where instruction.immediate == 0: kind = .move
        case .add where instruction.rs1 == 0:
            kind = .move
            rs1 = rs2
        case .jal where instruction.rd == 0: kind = .jump
        case .jalr where instruction.rd == 0: kind = .jumpRegister
        default: break
        }
        if rd == 32 && kind.onlyWritesDestination { kind = .nop }
    }
}

extension MicroOp.Kind {
    fileprivate init(_ instruction: Instruction) {
        self =
            switch instruction.operation {
            case .lui, .auipc: .constant
            case .jal: .jumpAndLink
            case .jalr: .jumpRegisterAndLink
            case .beq: .beq
            case .bne: .bne
            case .blt: .blt
            case .bge: .bge
            case .bltu: .bltu
            case .bgeu: .bgeu
            case .lb: .lb
            case .lh: .lh
            case .lw: .lw
            case .lbu: .lbu
            case .lhu: .lhu
            case .sb: .sb
            case .sh: .sh
            case .sw: .sw
            case .addi: .addi
            case .slti: .slti
            case .sltiu: .sltiu
            case .xori: .xori
            case .ori: .ori
            case .andi: .andi
            case .slli: .slli
            case .srli: .srli
            case .srai: .srai
            case .add: .add
            case .sub: .sub
            case .sll: .sll
            case .slt: .slt
            case .sltu: .sltu
            case .xor: .xor
            case .srl: .srl
            case .sra: .sra
            case .or: .or
            case .and: .and
            case .mul: .mul
            case .mulh: .mulh
            case .mulhsu: .mulhsu
            case .mulhu: .mulhu
            case .div: .div
            case .divu: .divu
            case .rem: .rem
            case .remu: .remu
            // One hart, in order, coherent with its own stores: both fences order nothing that can be seen.
            case .fence, .fenceI: .nop
            case .csrrw, .csrrs, .csrrc, .csrrwi, .csrrsi, .csrrci: .slow
            case .ecall, .ebreak, .mret, .wfi, .illegal: .slow
            }
    }

    /// Whether it does nothing but write its destination.
    fileprivate var onlyWritesDestination: Bool {
        switch self {
        case .constant, .move, .addi, .slti, .sltiu, .xori, .ori, .andi, .slli, .srli, .srai: true
        case .add, .sub, .sll, .slt, .sltu, .xor, .srl, .sra, .or, .and: true
        case .mul, .mulh, .mulhsu, .mulhu, .div, .divu, .rem, .remu: true
        default: false
        }
    }
}
