import RV32
import Testing

@Suite("Random programs: the translated loop, step, and a second hart agree")
struct DifferentialTests {
    typealias A = Assembler
    static let size: UInt32 = 16384
    static let base: UInt32 = 0x8000_0000
    static let codeSize: UInt32 = 2048

    /// Code that mixes every instruction, with x8 on data, x9 on the code itself, and a handler that skips what traps.
    static func program(_ random: inout SeededGenerator) -> [UInt16] {
        var halves: [UInt16] = []
        while halves.count < Int(codeSize / 2) {
            let words = Int.random(in: 0..<8, using: &random) == 0 ? idiom(&random) : [instruction(&random)]
            for word in words {
                halves.append(UInt16(truncatingIfNeeded: word))
                if word & 3 == 3 { halves.append(UInt16(truncatingIfNeeded: word >> 16)) }
            }
        }
        return halves
    }

    static func instruction(_ random: inout SeededGenerator) -> UInt32 {
        let rd = UInt32.random(in: 0..<8, using: &random) + (Bool.random(using: &random) ? 0 : 10)
        let (rs1, rs2) = (UInt32.random(in: 0..<32, using: &random), UInt32.random(in: 0..<32, using: &random))
        let funct3 = UInt32.random(in: 0..<8, using: &random)
        let small = Int32.random(in: -2048..<2048, using: &random)
        let near = Int32.random(in: -60..<120, using: &random) * 2
        switch UInt32.random(in: 0..<40, using: &random) {
        case 0..<6: return A.r([0, 0, 1, 0x20].randomElement(using: &random) ?? 0, rs2, rs1, funct3, rd)
        case 6..<11: return A.i(small, rs1, funct3, rd, 0x13)
        case 11..<14: return A.b(near, rs1, rs2, funct3)
        case 14: return A.jal(rd, near)
        case 15: return A.lui(rd, UInt32.random(in: 0..<0x100000, using: &random))
        case 16: return A.auipc(rd, UInt32.random(in: 0..<4, using: &random))
        case 17..<21: return A.i(small & ~3, 8, funct3, rd, 0x03)
        case 21..<24: return A.s(small & ~3, rs2, 8, funct3 % 4)
        case 24: return A.s(Int32.random(in: 0..<500, using: &random) * 4, rs2, 9, funct3 % 3)
        case 25: return A.jalr(rd, 9, Int32.random(in: 0..<1000, using: &random) * 2)
        case 26: return A.jalr(rd, rs1, small)
        case 27:
            let numbers: [UInt32] = [0x300, 0x304, 0x340, 0x341, 0x342, 0x343, 0x301, 0x344, 0xc02, 0xf14, 0x7c0]
            return A.csr(funct3, rd, numbers.randomElement(using: &random) ?? 0x340, rs1)
        case 28: return [A.ecall, A.ebreak, A.fenceI, A.mret].randomElement(using: &random) ?? A.nop
        case 29: return UInt32.random(in: 0...UInt32.max, using: &random)
        default:
            let half = UInt32.random(in: 0..<0x10000, using: &random)
            return half & 3 == 3 ? half & ~2 : half
        }
    }

    /// What compilers write and the loop may fuse, with few registers so that sources and destinations meet in every way.
    static func idiom(_ random: inout SeededGenerator) -> [UInt32] {
        let registers = (0..<9).map { _ in UInt32.random(in: 0..<4, using: &random) }
        let (a, b, c, d, e, f) = (registers[0], registers[1], registers[2], registers[3], registers[4], registers[5])
        let (g, h, i) = (registers[6], registers[7], registers[8])
        let (m, n) = (Int32.random(in: 0..<32, using: &random), Int32.random(in: 0..<32, using: &random))
        let slli = A.i(m, b, 1, a, 0x13)
        let srli = A.i(n, d, 5, c, 0x13)
        let upper = UInt32.random(in: 0..<0x100000, using: &random)
        switch Int.random(in: 0..<9, using: &random) {
        case 0: return [slli, A.add(d, e, f)]
        case 1: return [A.add(a, b, c), A.add(d, e, f)]
        case 2: return [A.r(0, c, b, 4, a), A.r(0, f, e, 4, d)]
        case 3: return [A.add(a, 8, 0), A.lw(d, a, n * 4)]
        case 4: return [A.i(m - 9, b, 7, a, 0x13), A.i(n, d, 1, c, 0x13)]
        case 5: return [slli, srli, h == 0 ? A.r(0, h, g, 6, i) : A.r(0, a, c, 6, i)]
        case 6: return [srli, slli, h == 0 ? A.r(0, h, g, 6, i) : A.r(0, c, a, 6, i)]
        case 7:
            return [A.addi(b, 0, m - 9), A.i(2, b, 1, a, 0x13), A.add(a, h == 0 ? d : a, 8), A.lw(d, a, n * 4 - 64)]
        default: return [Bool.random(using: &random) ? A.lui(a, upper) : A.auipc(a, upper), A.addi(c, d, m - 16)]
        }
    }

    static func handler() -> [UInt32] {
        // Keeps x8 and x9 on their areas, skips two bytes, or goes back to the start if that left the code.
        A.li(8, base + 0x2000) + A.li(9, base) + A.li(30, codeSize - 64) + [
            A.csrrs(31, 0x341, 0), A.addi(31, 31, 2), A.r(0x20, 9, 31, 0, 29), A.b(8, 29, 30, 6), A.add(31, 9, 0),
            A.csrrw(0, 0x341, 31), A.mret,
        ]
    }

    @Test("fast, slow and reference states are identical at every stop", arguments: 1...60 as ClosedRange<UInt64>)
    func agree(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let code = Self.program(&random)
        var fast = Machine(
            memory: [.ram(at: Self.base, size: Self.size)], devices: EmptyBus(), resetVector: Self.base)
        var slow = Machine(
            memory: [.ram(at: Self.base, size: Self.size)], devices: EmptyBus(), resetVector: Self.base)
        var reference = ReferenceHart(base: Self.base, size: Int(Self.size))
        let prologue = A.li(5, Self.base + 0x1000) + [A.csrrw(0, 0x305, 5)] + A.li(8, Self.base + 0x2000)
        let bytes = Self.bytes(prologue) + code.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
        for (offset, content) in [(0, bytes), (0x1000, Self.bytes(Self.handler()))] {
            fast.write(content.span.bytes, at: Self.base + UInt32(offset))
            slow.write(content.span.bytes, at: Self.base + UInt32(offset))
            reference.ram.replaceSubrange(offset..<offset + content.count, with: content)
        }
        for round in 0..<60 {
            let budget = UInt64.random(in: 1...400, using: &random)
            let stop = fast.run(maxInstructions: budget)
            if stop == .waitingForInterrupt { break }
            for _ in 0..<budget {
                _ = slow.step()
                reference.step()
            }
            let replay = "seed \(seed), round \(round): swift test -c release --filter DifferentialTests"
            #expect(fast.hart == slow.hart, "\(replay)")
            #expect(fast.hart.registers == reference.x, "\(replay)")
            #expect(fast.hart.pc == reference.pc, "\(replay)")
            #expect(fast.hart.retired == reference.retired && fast.hart.attempted == reference.attempted, "\(replay)")
            #expect(fast.hart.csr.mcause == reference.csrs[0x342] && fast.hart.csr.mtval == reference.csrs[0x343])
            guard fast.hart.registers == reference.x, fast.hart.pc == reference.pc else { return }
        }
        #expect(fast.hart.retired * 2 > fast.hart.attempted, "seed \(seed): a program that only traps tests little")
        let memory = fast.snapshot().memory
        #expect(memory == slow.snapshot().memory && memory == [reference.ram], "seed \(seed)")
    }

    static func bytes(_ words: [UInt32]) -> [UInt8] {
        words.flatMap { word in (0..<4).map { UInt8(word >> UInt32(8 * $0) & 255) } }
    }

    @Test("every one of the 65536 halfwords expands as the reference does, or is illegal in both")
    func compressed() {
        for half in 0..<65536 as Range<UInt32> where half & 3 != 3 {
            var found = Instruction(decoding: half)
            let expected = ReferenceExpansion.expand(half).map { Instruction(decoding: $0) }
            #expect(found.length == 2)
            found.length = 4
            #expect(found == expected ?? Instruction(decoding: 0xffff_ffff), "halfword \(String(half, radix: 16))")
        }
    }
}
