/// The fast path: executes decoded ops until something happens that isn't plain computing.
///
/// Handles everything that can't trap or be seen from outside: arithmetic, branches, loads and stores of RAM that
/// holds no code. Anything else ends the loop *before* that instruction, and `Machine.step` executes it. So there
/// is one place for traps, devices and CSRs, and this loop has no exits to get wrong.
///
/// The budget is paid a run at a time, on entering it, and what wasn't executed is paid back on leaving: the count
/// of instructions is exact at every stop, without counting each one.
struct TranslatedLoop {
    let x: Slots
    let code: Code
    let ram: Window
    let others: Others

    /// Why the loop ended.
    enum Exit {
        /// The instruction at `pc` needs the slow path.
        case slow(pc: UInt32)
        /// Less is left of the budget than the run at `pc` needs.
        case budget(pc: UInt32)
        /// What `pc` names isn't decoded yet; the op at `place` waits to be linked to it.
        case resolve(pc: UInt32, place: Int)
        /// A computed jump left the region, or went where nothing is decoded yet.
        case jump(pc: UInt32)
    }

    /// Executes from an op on.
    /// - Parameters:
    ///   - place: The op to begin with.
    ///   - remaining: Instructions that may be executed; reduced by those that were.
    /// - Returns: Why it ended, and where.
    @inline(never)
    func run(from place: Int, remaining: inout Int) -> Exit {
        var left = remaining
        var op = code[place]
        // Copies, to be kept in host registers: a store to RAM might change `self`, for all that the compiler knows.
        let (x, code, data) = (x, code, Data(ram: ram, others: others))
        defer { remaining = left }

        left &-= op.run
        guard left >= 0 else {
            left &+= op.run
            return .budget(pc: op.pc)
        }
        loop: while true {
            switch op.kind {
            case .resolve:
                return .resolve(pc: op.pc, place: code.place(of: op))
            case .goto:
                op = op.destination
                left &-= op.run
                if left < 0 { break loop }
            case .slow:
                left &+= op.run
                return .slow(pc: op.pc)
            case .nop:
                op = op.next
            case .constant:
                x[op.rd] = op.immediate
                op = op.next
            case .move:
                x[op.rd] = x[op.rs1]
                op = op.next

            case .jump:
                op = op.destination
                left &-= op.run
                if left < 0 { break loop }
            case .jumpAndLink:
                x[op.rd] = op.link
                op = op.destination
                left &-= op.run
                if left < 0 { break loop }
            case .jumpRegister:
                let target = (x[op.rs1] &+ op.immediate) & ~1
                guard let found = code.find(target) else { return .jump(pc: target) }
                op = found
                left &-= op.run
                if left < 0 { break loop }
            case .jumpRegisterAndLink:
                let target = (x[op.rs1] &+ op.immediate) & ~1
                x[op.rd] = op.link
                guard let found = code.find(target) else { return .jump(pc: target) }
                op = found
                left &-= op.run
                if left < 0 { break loop }

            case .beq:
                if x[op.rs1] == x[op.rs2] { op = op.destination } else { op = op.next }
                left &-= op.run
                if left < 0 { break loop }
            case .bne:
                if x[op.rs1] != x[op.rs2] { op = op.destination } else { op = op.next }
                left &-= op.run
                if left < 0 { break loop }
            case .blt:
                if Arithmetic.less(x[op.rs1], x[op.rs2]) { op = op.destination } else { op = op.next }
                left &-= op.run
                if left < 0 { break loop }
            case .bge:
                if !Arithmetic.less(x[op.rs1], x[op.rs2]) { op = op.destination } else { op = op.next }
                left &-= op.run
                if left < 0 { break loop }
            case .bltu:
                if x[op.rs1] < x[op.rs2] { op = op.destination } else { op = op.next }
                left &-= op.run
                if left < 0 { break loop }
            case .bgeu:
                if x[op.rs1] >= x[op.rs2] { op = op.destination } else { op = op.next }
                left &-= op.run
                if left < 0 { break loop }

            case .lw:
                guard let value = data.loadWord(x[op.rs1] &+ op.immediate) else {
                    left &+= op.run
                    return .slow(pc: op.pc)
                }
                x[op.rd] = value
                op = op.next
            case .lh:
                guard let value = data.loadHalf(x[op.rs1] &+ op.immediate) else {
                    left &+= op.run
                    return .slow(pc: op.pc)
                }
                x[op.rd] = UInt32(bitPattern: Int32(Int16(bitPattern: value)))
                op = op.next
            case .lhu:
                guard let value = data.loadHalf(x[op.rs1] &+ op.immediate) else {
                    left &+= op.run
                    return .slow(pc: op.pc)
                }
                x[op.rd] = UInt32(value)
                op = op.next
            case .lb:
                guard let value = data.loadByte(x[op.rs1] &+ op.immediate) else {
                    left &+= op.run
                    return .slow(pc: op.pc)
                }
                x[op.rd] = UInt32(bitPattern: Int32(Int8(bitPattern: value)))
                op = op.next
            case .lbu:
                guard let value = data.loadByte(x[op.rs1] &+ op.immediate) else {
                    left &+= op.run
                    return .slow(pc: op.pc)
                }
                x[op.rd] = UInt32(value)
                op = op.next

            case .sw:
                let address = x[op.rs1] &+ op.immediate
                let value = x[op.rs2]
                guard data.store(value, to: address, .word) else {
                    left &+= op.run
                    return .slow(pc: op.pc)
                }
                op = op.next
            case .sh:
                let address = x[op.rs1] &+ op.immediate
                let value = UInt16(truncatingIfNeeded: x[op.rs2])
                guard data.store(value, to: address, .halfword) else {
                    left &+= op.run
                    return .slow(pc: op.pc)
                }
                op = op.next
            case .sb:
                let address = x[op.rs1] &+ op.immediate
                let value = UInt8(truncatingIfNeeded: x[op.rs2])
                guard data.store(value, to: address, .byte) else {
                    left &+= op.run
                    return .slow(pc: op.pc)
                }
                op = op.next

            case .addi:
                x[op.rd] = x[op.rs1] &+ op.immediate
                op = op.next
            case .slti:
                x[op.rd] = Arithmetic.less(x[op.rs1], op.immediate) ? 1 : 0
                op = op.next
            case .sltiu:
                x[op.rd] = x[op.rs1] < op.immediate ? 1 : 0
                op = op.next
            case .xori:
                x[op.rd] = x[op.rs1] ^ op.immediate
                op = op.next
            case .ori:
                x[op.rd] = x[op.rs1] | op.immediate
                op = op.next
            case .andi:
                x[op.rd] = x[op.rs1] & op.immediate
                op = op.next
            case .slli:
                x[op.rd] = x[op.rs1] &<< op.immediate
                op = op.next
            case .srli:
                x[op.rd] = x[op.rs1] &>> op.immediate
                op = op.next
            case .srai:
                x[op.rd] = Arithmetic.sra(x[op.rs1], op.immediate)
                op = op.next

            case .add:
                x[op.rd] = x[op.rs1] &+ x[op.rs2]
                op = op.next
            case .sub:
                x[op.rd] = x[op.rs1] &- x[op.rs2]
                op = op.next
            case .sll:
                x[op.rd] = x[op.rs1] &<< x[op.rs2]
                op = op.next
            case .slt:
                x[op.rd] = Arithmetic.less(x[op.rs1], x[op.rs2]) ? 1 : 0
                op = op.next
            case .sltu:
                x[op.rd] = x[op.rs1] < x[op.rs2] ? 1 : 0
                op = op.next
            case .xor:
                x[op.rd] = x[op.rs1] ^ x[op.rs2]
                op = op.next
            case .srl:
                x[op.rd] = x[op.rs1] &>> x[op.rs2]
                op = op.next
            case .sra:
                x[op.rd] = Arithmetic.sra(x[op.rs1], x[op.rs2])
                op = op.next
            case .or:
                x[op.rd] = x[op.rs1] | x[op.rs2]
                op = op.next
            case .and:
                x[op.rd] = x[op.rs1] & x[op.rs2]
                op = op.next

            case .mul:
                x[op.rd] = x[op.rs1] &* x[op.rs2]
                op = op.next
            case .mulh:
                x[op.rd] = Arithmetic.mulh(x[op.rs1], x[op.rs2])
                op = op.next
            case .mulhsu:
                x[op.rd] = Arithmetic.mulhsu(x[op.rs1], x[op.rs2])
                op = op.next
            case .mulhu:
                x[op.rd] = Arithmetic.mulhu(x[op.rs1], x[op.rs2])
                op = op.next
            case .div:
                x[op.rd] = Arithmetic.div(x[op.rs1], x[op.rs2])
                op = op.next
            case .divu:
                x[op.rd] = Arithmetic.divu(x[op.rs1], x[op.rs2])
                op = op.next
            case .rem:
                x[op.rd] = Arithmetic.rem(x[op.rs1], x[op.rs2])
                op = op.next
            case .remu:
                x[op.rd] = Arithmetic.remu(x[op.rs1], x[op.rs2])
                op = op.next

            case .constant2:
                x[op.rd] = op.immediate
                op = op.next
            case .slliAdd:
                let shifted = x[op.rs1] &<< op.shiftB
                x[op.rd] = shifted
                x[op.rdB] = shifted &+ x[op.operandB]
                op = op.next
            case .addAdd:
                let sum = x[op.rs1] &+ x[op.rs2]
                x[op.rd] = sum
                x[op.rdB] = sum &+ x[op.operandB]
                op = op.next
            case .xorXor:
                let mixed = x[op.rs1] ^ x[op.rs2]
                x[op.rd] = mixed
                x[op.rdB] = mixed ^ x[op.operandB]
                op = op.next
            case .andiSlli:
                let masked = x[op.rs1] & op.immediate
                x[op.rd] = masked
                x[op.extra] = masked &<< UInt32(op.rs2)
                op = op.next
            case .slliSrliOr:
                let left = x[op.rs1] &<< UInt32(op.operandB)
                x[op.rd] = left
                let right = x[op.rs2] &>> op.shiftB
                x[op.rdB] = right
                x[op.extra] = left | right
                op = op.next
            case .srliSlliOr:
                let right = x[op.rs1] &>> UInt32(op.operandB)
                x[op.rd] = right
                let left = x[op.rs2] &<< op.shiftB
                x[op.rdB] = left
                x[op.extra] = left | right
                op = op.next
            case .addLw:
                let sum = x[op.rs1] &+ x[op.rs2]
                guard let value = data.loadWord(sum &+ op.immediate) else {
                    left &+= op.run
                    return .slow(pc: op.pc)
                }
                x[op.rd] = sum
                x[op.extra] = value
                op = op.next
            case .slliAddLw:
                let packed = op.immediate
                let sum = x[op.rs1] &<< (packed & 31) &+ x[op.rs2]
                guard let value = data.loadWord(sum &+ UInt32(bitPattern: Int32(bitPattern: packed) >> 8)) else {
                    left &+= op.run
                    return .slow(pc: op.pc)
                }
                x[op.rd] = sum
                x[op.extra] = value
                op = op.next
            }
        }
        left &+= op.run
        return .budget(pc: op.pc)
    }
}
