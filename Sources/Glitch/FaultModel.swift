import RV32
import Silicon

/// What goes wrong with one instruction (`Specs/Glitch.md`).
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
    /// Its destination register gets all zeros, all ones or one bit flipped, and keeps it until it is overwritten.
    case register
    /// A register that it reads is all zeros, all ones or has one bit flipped, for this instruction alone.
    case operand
    /// What it loads is all zeros, all ones or has one bit flipped; memory stays as it was.
    case load
    /// The memory that it loads from is all zeros, all ones or has one bit flipped, until it is overwritten.
    case cell
    /// It is a no-op from here on: a cache keeps it.
    case cachedSkip = "cached-skip"
    /// One bit of it is flipped from here on.
    case cachedOpcode = "cached-opcode"
    /// Its fetch line of 16 bytes is no-ops from here on.
    case cachedFetch = "cached-fetch"
    /// The device register that it loads has not changed since it was last read: a command was lost, or is not done.
    case stale
    /// The device register that it loads is what it is, all zeros or all ones from here on.
    case stuck

    /// Those that strike once, and that any instruction decides about by itself: what pairs are made of.
    package static let simple: [FaultModel] = [.skip, .opcode, .branch, .fetch, .register, .operand, .load]

    private static let lineBytes: UInt32 = 16
    private static let wideNoOp: UInt32 = 0x0000_0013
    private static let compressedNoOp: UInt32 = 0x0001
    /// Zeros, ones, and each of 32 bits.
    private static let wordChanges = 34

    /// Whether it stays: code or a device is not what it was for the rest of the run.
    var isPersistent: Bool {
        switch self {
        case .cachedSkip, .cachedOpcode, .cachedFetch, .stuck: true
        case .skip, .skip2, .opcode, .branch, .fetch, .register, .operand, .load, .cell, .stale: false
        }
    }

    /// How many different faults of this kind can hit an instruction of a run.
    package func variants(at index: Int, in golden: GoldenRun) -> Int {
        let bits = golden.bits[index]
        let instruction = golden.trace.instructions[index]
        let isDeviceLoad = { golden.trace.usesDevice(at: index) && instruction.rd != 0 }
        return switch self {
        case .cell: golden.trace.loadsFromRAM(at: index) ? variants(of: bits) : 0
        case .stale: isDeviceLoad() && golden.trace.staleValue(at: index) != nil ? 1 : 0
        case .stuck: isDeviceLoad() && instruction.operation.isLoad ? 3 : 0
        case .skip, .skip2, .opcode, .branch, .fetch, .register, .operand, .load, .cachedSkip, .cachedOpcode,
            .cachedFetch:
            variants(of: bits)
        }
    }

    /// How many there are for these bits, as far as they alone tell.
    func variants(of bits: UInt32) -> Int {
        let instruction = Instruction(decoding: bits)
        let loaded = instruction.operation.isLoad ? instruction.operation.accessWidth : nil
        return switch self {
        case .skip, .skip2, .fetch, .cachedSkip, .cachedFetch: 1
        case .opcode, .cachedOpcode: FaultModel.isWide(bits) ? 32 : 16
        case .branch: instruction.operation.isBranch ? 1 : 0
        case .register: instruction.rd != 0 && loaded == nil ? FaultModel.wordChanges : 0
        case .operand: instruction.sources.count * FaultModel.wordChanges
        case .load, .cell: instruction.rd == 0 ? 0 : loaded.map { 2 + 8 * Int($0.rawValue) } ?? 0
        case .stale, .stuck: 0
        }
    }

    /// What is executed in place of instruction `index`, before which `core` stands; nil where more than that goes wrong.
    func arriving(_ variant: Int, at index: Int, of golden: GoldenRun, _ core: borrowing FaultCore) -> Instruction? {
        substitute(variant, for: golden.bits[index], core).map { Instruction(decoding: $0) }
    }

    /// The bits that are executed in place of these; nil where more than that goes wrong.
    private func substitute(_ variant: Int, for bits: UInt32, _ core: borrowing FaultCore) -> UInt32? {
        switch self {
        case .skip: FaultModel.noOp(for: bits)
        case .opcode: FaultModel.flipped(bits, variant, core)
        case .branch: FaultModel.turned(bits)
        case .skip2, .fetch, .register, .operand, .load, .cell, .cachedSkip, .cachedOpcode, .cachedFetch, .stale,
            .stuck:
            nil
        }
    }

    /// Executes the next instruction of `core`, which is this one of the golden run where one is given, with the fault.
    func inject(_ variant: Int, into core: inout FaultCore, at index: Int? = nil, of golden: GoldenRun) {
        guard let bits = core.nextInstruction else {
            core.step()
            return
        }
        if let others = substitute(variant, for: bits, core) {
            core.step(substituting: others)
            return
        }
        let instruction = Instruction(decoding: bits)
        switch self {
        case .skip, .opcode, .branch: break
        case .skip2:
            core.step(substituting: FaultModel.noOp(for: bits))
            if let next = core.nextInstruction { core.step(substituting: FaultModel.noOp(for: next)) }
        case .fetch:
            let line = core.pc / FaultModel.lineBytes
            while core.pc / FaultModel.lineBytes == line, core.step(substituting: FaultModel.compressedNoOp) {}
        case .register: FaultModel.step(&core, changing: instruction) { FaultModel.changed($0, variant) }
        case .load:
            FaultModel.step(&core, changing: instruction) {
                instruction.operation.loading(FaultModel.changed($0, variant))
            }
        case .operand:
            let sources = instruction.sources
            let source = sources[variant / FaultModel.wordChanges]
            let good = core[source]
            core[source] = FaultModel.changed(good, variant % FaultModel.wordChanges)
            core.step()
            if instruction.rd != source { core[source] = good }
        case .cell:
            core.change(
                core[Int(instruction.rs1)] &+ instruction.immediate,
                bytes: Int(instruction.operation.accessWidth?.rawValue ?? 0)
            ) { FaultModel.changed($0, variant) }
            core.step()
        case .cachedSkip:
            core.patch(FaultModel.noOp(for: bits), bytes: FaultModel.isWide(bits) ? 4 : 2, at: core.pc)
            core.step()
        case .cachedOpcode:
            core.patch(bits ^ 1 << UInt32(variant), bytes: FaultModel.isWide(bits) ? 4 : 2, at: core.pc)
            core.step()
        case .cachedFetch:
            let line = core.pc & ~(FaultModel.lineBytes - 1)
            for offset in stride(from: 0, to: FaultModel.lineBytes, by: 2) {
                core.patch(FaultModel.compressedNoOp, bytes: 2, at: line + offset)
            }
            core.step()
        case .stale:
            let stale = index.flatMap { golden.trace.staleValue(at: $0) }
            FaultModel.step(&core, changing: instruction) { stale ?? $0 }
        case .stuck:
            let address = core[Int(instruction.rs1)] &+ instruction.immediate
            FaultModel.step(&core, changing: instruction) { [$0, 0, .max][variant] }
            core.stick(address, at: core[Int(instruction.rd)])
        }
    }

    /// Executes an instruction, and changes what it puts into its destination register.
    private static func step(
        _ core: inout FaultCore, changing instruction: Instruction, _ change: (UInt32) -> UInt32
    ) {
        let retired = core.retired
        core.step()
        guard core.retired > retired, instruction.rd != 0 else { return }
        core[Int(instruction.rd)] = change(core[Int(instruction.rd)])
    }

    /// All zeros, all ones, or a bit flipped.
    private static func changed(_ word: UInt32, _ variant: Int) -> UInt32 {
        switch variant {
        case 0: 0
        case 1: .max
        default: word ^ 1 << UInt32(variant - 2)
        }
    }

    /// The instruction with a bit flipped; where a compressed one becomes a wide one, memory gives its other half.
    static func flipped(_ bits: UInt32, _ bit: Int, _ core: borrowing FaultCore) -> UInt32 {
        let changed = bits ^ 1 << UInt32(bit)
        guard !isWide(bits), isWide(changed) else { return changed }
        return changed | (core.halfword(at: core.pc &+ 2) ?? 0) << 16
    }

    /// The branch that goes the other way: the lowest bit of funct3, 12, or 13 where it is compressed, tells them apart.
    private static func turned(_ bits: UInt32) -> UInt32 { bits ^ (isWide(bits) ? 1 << 12 : 1 << 13) }

    private static func isWide(_ bits: UInt32) -> Bool { bits & 3 == 3 }
    private static func noOp(for bits: UInt32) -> UInt32 { isWide(bits) ? wideNoOp : compressedNoOp }
}

extension Instruction {
    /// The registers that it reads, each once, x0 not.
    var sources: [Int] {
        switch operation {
        case .csrrwi, .csrrsi, .csrrci: []
        default: (rs1 == rs2 ? [rs1] : [rs1, rs2]).filter { $0 != 0 }.map(Int.init)
        }
    }
}

extension RV32.Operation {
    /// What a load of this kind makes of a word whose low bits were read.
    func loading(_ word: UInt32) -> UInt32 {
        switch self {
        case .lb: UInt32(bitPattern: Int32(Int8(truncatingIfNeeded: word)))
        case .lh: UInt32(bitPattern: Int32(Int16(truncatingIfNeeded: word)))
        case .lbu: word & 0xff
        case .lhu: word & 0xffff
        default: word
        }
    }
}
