import RV32
import Silicon

/// What goes wrong with one instruction, once (`Specs/Glitch.md`).
package enum FaultModel: String, CaseIterable, Codable, Hashable, Sendable {
    /// The instruction does nothing.
    case skip
    /// It and the next do nothing.
    case skip2
    /// One bit of it arrives flipped.
    case opcode
    /// A conditional branch goes the other way.
    case branch
    /// What follows of its fetch line of 16 bytes arrives as no-ops.
    case fetch
    /// Its destination register gets all zeros, or all ones.
    case register
    /// What it loads is all zeros, or all ones.
    case load

    private static let lineBytes: UInt32 = 16
    private static let wideNoOp: UInt32 = 0x0000_0013
    private static let compressedNoOp: UInt32 = 0x0001

    /// How many different faults of this kind can hit the instruction with these bits.
    package func variants(of bits: UInt32) -> Int {
        let instruction = Instruction(decoding: bits)
        return switch self {
        case .skip, .skip2, .fetch: 1
        case .opcode: FaultModel.isWide(bits) ? 32 : 16
        case .branch: instruction.operation.isBranch ? 1 : 0
        case .register: instruction.rd != 0 && !instruction.operation.isLoad ? 2 : 0
        case .load: instruction.rd != 0 && instruction.operation.isLoad ? 2 : 0
        }
    }

    /// Executes the next instruction of `core` with the fault.
    func inject(_ variant: Int, into core: inout FaultCore) {
        guard let bits = core.nextInstruction else {
            core.step()
            return
        }
        switch self {
        case .skip: core.step(substituting: FaultModel.noOp(for: bits))
        case .skip2:
            core.step(substituting: FaultModel.noOp(for: bits))
            if let next = core.nextInstruction { core.step(substituting: FaultModel.noOp(for: next)) }
        case .opcode: core.step(substituting: FaultModel.flipped(bits, variant, core))
        case .branch:
            // The lowest bit of funct3 tells a branch from its opposite: bit 12, and bit 13 where it is compressed.
            core.step(substituting: bits ^ (FaultModel.isWide(bits) ? 1 << 12 : 1 << 13))
        case .fetch:
            let line = core.pc / FaultModel.lineBytes
            while core.pc / FaultModel.lineBytes == line, core.step(substituting: FaultModel.compressedNoOp) {}
        case .register, .load:
            let retired = core.retired
            core.step()
            guard core.retired > retired else { return }
            core[Int(Instruction(decoding: bits).rd)] = variant == 0 ? 0 : .max
        }
    }

    /// The instruction with a bit flipped; where a compressed one becomes a wide one, memory gives its other half.
    private static func flipped(_ bits: UInt32, _ bit: Int, _ core: borrowing FaultCore) -> UInt32 {
        let changed = bits ^ 1 << UInt32(bit)
        guard !isWide(bits), isWide(changed) else { return changed }
        return changed | (core.halfword(at: core.pc &+ 2) ?? 0) << 16
    }

    private static func isWide(_ bits: UInt32) -> Bool { bits & 3 == 3 }
    private static func noOp(for bits: UInt32) -> UInt32 { isWide(bits) ? wideNoOp : compressedNoOp }
}

extension RV32.Operation {
    fileprivate var isBranch: Bool {
        switch self {
        case .beq, .bne, .blt, .bge, .bltu, .bgeu: true
        default: false
        }
    }

    fileprivate var isLoad: Bool {
        switch self {
        case .lb, .lh, .lw, .lbu, .lhu: true
        default: false
        }
    }
}
