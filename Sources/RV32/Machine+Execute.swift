extension Machine {
    /// Executes the instruction at `hart.pc`: the one place that knows every instruction, every trap and the devices.
    mutating func execute(substituting replacement: UInt32? = nil) -> StopReason? {
        do throws(Trap) {
            let fetched = if let replacement { replacement } else { try memory.fetch(hart.pc) }
            // What mtval shows of an illegal compressed instruction is its 16 bits.
            let bits = fetched & 3 == 3 ? fetched : fetched & 0xffff
            return try execute(Instruction(decoding: bits), bits)
        } catch {
            hart.attempt()
            hart.enter(error)
            devices.trapTaken(cause: error.cause.rawValue)
            refreshInputs()
            return nil
        }
    }

    private mutating func execute(_ instruction: Instruction, _ bits: UInt32) throws(Trap) -> StopReason? {
        let a = hart[instruction.rs1]
        let b = hart[instruction.rs2]
        let immediate = instruction.immediate
        let next = hart.pc &+ UInt32(instruction.length)
        switch instruction.operation {
        case .lui: hart[instruction.rd] = immediate
        case .auipc: hart[instruction.rd] = hart.pc &+ immediate
        case .jal:
            hart[instruction.rd] = next
            hart.retire(to: hart.pc &+ immediate)
            return nil
        case .jalr:
            hart[instruction.rd] = next
            hart.retire(to: (a &+ immediate) & ~1)
            return nil
        case .beq, .bne, .blt, .bge, .bltu, .bgeu:
            hart.retire(to: instruction.operation.isTaken(a, b) ? hart.pc &+ immediate : next)
            return nil
        case .lb, .lh, .lw, .lbu, .lhu: return try load(instruction, a &+ immediate, next)
        case .sb, .sh, .sw: return try store(instruction, b, a &+ immediate, next)
        case .addi, .slti, .sltiu, .xori, .ori, .andi, .slli, .srli, .srai:
            hart[instruction.rd] = instruction.operation.result(a, immediate)
        case .add, .sub, .sll, .slt, .sltu, .xor, .srl, .sra, .or, .and,
            .mul, .mulh, .mulhsu, .mulhu, .div, .divu, .rem, .remu:
            hart[instruction.rd] = instruction.operation.result(a, b)
        case .fence, .fenceI: break
        case .csrrw, .csrrs, .csrrc, .csrrwi, .csrrsi, .csrrci: try accessCSR(instruction, a, bits)
        case .ecall: throw Trap(.machineEnvironmentCall, 0)
        case .ebreak: throw Trap(.breakpoint, hart.pc)
        case .mret:
            hart.returnFromTrap()
            hart.retire(to: hart.csr.mepc)
            return nil
        case .wfi:
            hart.retire(to: next)
            hart.isWaiting = hart.csr.pendingAndEnabled == 0
            return hart.isWaiting ? .waitingForInterrupt : nil
        case .illegal: throw Trap(.illegalInstruction, bits)
        }
        hart.retire(to: next)
        return nil
    }

    /// Unprivileged specification, section 2.6: memory first, then devices.
    private mutating func load(_ instruction: Instruction, _ address: UInt32, _ next: UInt32) throws(Trap)
        -> StopReason?
    {
        let width = instruction.operation.width
        guard address & (width.rawValue - 1) == 0 else { throw Trap(.loadAddressMisaligned, address) }
        var stop: StopReason?
        let raw: UInt32
        if let value = memory.load(address, width) {
            raw = value
        } else {
            guard let value = devices.load(address, width: width) else { throw Trap(.loadAccessFault, address) }
            raw = value
            stop = stopRequest()
        }
        switch instruction.operation {
        case .lb: hart[instruction.rd] = UInt32(bitPattern: Int32(Int8(truncatingIfNeeded: raw)))
        case .lh: hart[instruction.rd] = UInt32(bitPattern: Int32(Int16(truncatingIfNeeded: raw)))
        case .lbu: hart[instruction.rd] = raw & 0xff
        case .lhu: hart[instruction.rd] = raw & 0xffff
        default: hart[instruction.rd] = raw
        }
        hart.retire(to: next)
        return stop
    }

    private mutating func store(
        _ instruction: Instruction, _ value: UInt32, _ address: UInt32, _ next: UInt32
    ) throws(Trap) -> StopReason? {
        let width = instruction.operation.width
        guard address & (width.rawValue - 1) == 0 else { throw Trap(.storeAddressMisaligned, address) }
        var stop: StopReason?
        switch memory.store(value, to: address, width) {
        case .stored: break
        case .watched: stop = .watched(address)
        case .readOnly: throw Trap(.storeAccessFault, address)
        case .elsewhere:
            let masked = width == .word ? value : value & (1 << (8 * width.rawValue) - 1)
            guard devices.store(masked, to: address, width: width) else { throw Trap(.storeAccessFault, address) }
            stop = stopRequest()
        }
        hart.retire(to: next)
        return stop
    }

    /// Looks at the wires after a device access.
    private mutating func stopRequest() -> StopReason? {
        refreshInputs()
        return devices.inputs.contains(.stop) ? .stopped : nil
    }

    /// Unprivileged specification, section 9.1: what reads, what writes, and what does neither.
    private mutating func accessCSR(_ instruction: Instruction, _ register: UInt32, _ bits: UInt32) throws(Trap) {
        let number = UInt16(truncatingIfNeeded: instruction.immediate)
        guard let old = hart.read(csr: number) else { throw Trap(.illegalInstruction, bits) }
        let constant = UInt32(instruction.rs1)
        let namesSource = instruction.rs1 != 0
        let new: UInt32? =
            switch instruction.operation {
            case .csrrw: register
            case .csrrwi: constant
            case .csrrs: namesSource ? old | register : nil
            case .csrrsi: namesSource ? old | constant : nil
            case .csrrc: namesSource ? old & ~register : nil
            default: namesSource ? old & ~constant : nil
            }
        if let new {
            guard hart.write(new, csr: number) else { throw Trap(.illegalInstruction, bits) }
        }
        hart[instruction.rd] = old
    }
}
