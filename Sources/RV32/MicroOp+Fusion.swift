extension MicroOp {
    /// Makes one op of two or three instructions that compilers put side by side: array indexing, rotation, sums.
    ///
    /// The loop does what each would have done, in order and with every register write, so a fused op is exact by
    /// construction; one that can't complete (a load) has written nothing. Chosen by counting pairs in compiled code:
    /// fewer than a dozen shapes cover a third of what runs.
    /// - Returns: Nil if the instructions are of no such shape.
    init?(fusing first: Instruction, _ second: Instruction, _ third: Instruction?, at pc: UInt32) {
        guard first.rd != 0, second.rd != 0 else { return nil }
        self.init(kind: .nop, rd: first.rd, rs1: first.rs1, rs2: first.rs2, pc: pc)
        length = first.length + second.length
        let other = second.sourceBeside(first.rd)
        if let third, third.rd != 0, fuse(first, second, third) {
            length += third.length
            return
        }
        switch (first.operation, second.operation) {
        case (.slli, .add):
            guard let other else { return nil }
            kind = .slliAdd
            pack(second.rd, other, first.immediate)
        case (.add, .add):
            guard let other else { return nil }
            kind = .addAdd
            pack(second.rd, other)
        case (.xor, .xor):
            guard let other else { return nil }
            kind = .xorXor
            pack(second.rd, other)
        case (.add, .lw):
            guard second.rs1 == first.rd else { return nil }
            kind = .addLw
            extra = second.rd
            immediate = Int32(bitPattern: second.immediate)
        case (.andi, .slli):
            guard second.rs1 == first.rd else { return nil }
            kind = .andiSlli
            extra = second.rd
            rs2 = UInt8(second.immediate)
            immediate = Int32(bitPattern: first.immediate)
        case (.lui, .addi), (.auipc, .addi):
            guard second.rs1 == first.rd, second.rd == first.rd else { return nil }
            kind = .constant2
            let upper = first.operation == .lui ? first.immediate : pc &+ first.immediate
            immediate = Int32(bitPattern: upper &+ second.immediate)
        default: return nil
        }
    }

    private mutating func fuse(_ first: Instruction, _ second: Instruction, _ third: Instruction) -> Bool {
        switch (first.operation, second.operation, third.operation) {
        case (.slli, .srli, .or), (.srli, .slli, .or):
            guard third.sourceBeside(first.rd) == second.rd, first.rd != second.rd else { return false }
            kind = first.operation == .slli ? .slliSrliOr : .srliSlliOr
            rs2 = second.rs1
            extra = third.rd
            pack(second.rd, UInt8(first.immediate), second.immediate)
        case (.slli, .add, .lw):
            guard let other = second.sourceBeside(first.rd), second.rd == first.rd, third.rs1 == second.rd
            else { return false }
            kind = .slliAddLw
            // The base is read after the shift was written.
            guard other != first.rd else { return false }
            rs2 = other
            extra = third.rd
            immediate = Int32(bitPattern: third.immediate << 8 | first.immediate)
        default: return false
        }
        return true
    }

    /// Three small operands in place of an immediate.
    private mutating func pack(_ a: UInt8, _ b: UInt8, _ c: UInt32 = 0) {
        immediate = Int32(bitPattern: UInt32(a) | UInt32(b) << 8 | c << 16)
    }
}

extension Instruction {
    /// The source that isn't `register`, if one of the two is.
    fileprivate func sourceBeside(_ register: UInt8) -> UInt8? {
        rs1 == register ? rs2 : rs2 == register ? rs1 : nil
    }
}
