import Foundation
import RV32
import Testing

/// The same file on QEMU's hart: a program that mixes what both define alike, hashes its registers and its data, and
/// compares the hash with the one that this hart computed.
@Suite("QEMU computes the same")
struct QEMUTests {
    typealias A = Assembler
    static let base: UInt32 = 0x8000_0000
    static let data: UInt32 = base + 0x4000
    static let toHost: UInt32 = base + 0x6000
    static let expected: UInt32 = data + 0x400
    static let free: [UInt32] = Array(1...7) + Array(10...17)

    static let qemu: String? = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        .map { "\($0)/qemu-system-riscv32" }.first { FileManager.default.isExecutableFile(atPath: $0) }

    /// One to four words that can't trap; branches skip forward inside of them.
    static func unit(_ random: inout SeededGenerator) -> [UInt32] {
        let pick = { (random: inout SeededGenerator) in free.randomElement(using: &random) ?? 1 }
        let (rd, rs1, rs2) = (pick(&random), pick(&random), pick(&random))
        let small = Int32.random(in: -2048..<2048, using: &random)
        let offset = Int32.random(in: 0..<64, using: &random) * 4
        switch Int.random(in: 0..<10, using: &random) {
        case 0, 1: return [A.r(1, rs2, rs1, UInt32.random(in: 0..<8, using: &random), rd)]
        case 2: return [A.r(0, rs2, rs1, UInt32.random(in: 0..<8, using: &random), rd)]
        case 3: return [A.i(small & 31, rs1, [1, 5].randomElement(using: &random) ?? 1, rd, 0x13)]
        case 4: return [A.i(small, rs1, [0, 2, 3, 4, 6, 7].randomElement(using: &random) ?? 0, rd, 0x13)]
        case 5: return [A.sw(rs2, 8, offset), A.i(offset + 1, 8, [0, 4].randomElement(using: &random) ?? 0, rd, 0x03)]
        case 6:
            return [A.sh(rs2, 8, offset + 2), A.i(offset + 2, 8, [1, 5].randomElement(using: &random) ?? 1, rd, 0x03)]
        case 7: return [A.s(offset + 3, rs2, 8, 0), A.lw(rd, 8, offset)]
        case 8:
            let branch = A.b(12, rs1, rs2, [0, 1, 4, 5, 6, 7].randomElement(using: &random) ?? 0)
            return [branch, A.add(rd, rs1, rs2), A.r(0x20, rd, rs1, 0, rs2)]
        default: return [compressed(&random) | compressed(&random) << 16]
        }
    }

    /// A compressed instruction on x10 to x15, or a load or store at x8.
    static func compressed(_ random: inout SeededGenerator) -> UInt32 {
        let (d, s) = (UInt32.random(in: 2..<8, using: &random), UInt32.random(in: 2..<8, using: &random))
        let five = UInt32.random(in: 1..<32, using: &random)
        let sign = UInt32.random(in: 0..<2, using: &random) << 12
        let choices: [UInt32] = [
            0x0001 | (d + 8) << 7 | five << 2 | sign, 0x4001 | (d + 8) << 7 | five << 2 | sign,
            0x6001 | (d + 8) << 7 | five << 2 | sign, 0x8001 | d << 7 | five << 2, 0x8401 | d << 7 | five << 2,
            0x8801 | d << 7 | five << 2 | sign, 0x8c01 | d << 7 | s << 2 | (five & 3) << 5,
            0x0002 | (d + 8) << 7 | five << 2, 0x8002 | (d + 8) << 7 | (s + 8) << 2,
            0x9002 | (d + 8) << 7 | (s + 8) << 2, 0x4000 | d << 2 | (five & 7) << 10,
            0xc000 | d << 2 | (five & 7) << 10,
        ]
        return choices.randomElement(using: &random) ?? 1
    }

    static func program(_ random: inout SeededGenerator) -> [UInt32] {
        var code = A.li(8, data) + [A.addi(9, 0, 50)]
        for register in free { code += A.li(register, UInt32.random(in: 0...UInt32.max, using: &random)) }
        let top = code.count
        for _ in 0..<500 { code += unit(&random) }
        // The way back is longer than a branch reaches.
        code += [A.addi(9, 9, -1), A.beq(9, 0, 8)]
        code.append(A.jal(0, Int32(top - code.count) * 4))
        code += A.li(20, 1) + A.li(21, 31)
        for register in free { code += [A.r(1, 21, 20, 0, 20), A.add(20, 20, register)] }
        for word in 0..<64 as Range<Int32> {
            code += [A.lw(22, 8, word * 4), A.r(1, 21, 20, 0, 20), A.add(20, 20, 22)]
        }
        // Passes if the hash is the expected one, else fails as test 1.
        code += A.li(23, expected) + A.li(24, toHost) + [A.addi(25, 0, 1), A.lw(26, 23, 0)]
        return code + [A.beq(20, 26, 8), A.addi(25, 0, 3), A.sw(25, 24, 0), A.sw(0, 24, 4), A.jal(0, 0)]
    }

    /// The file, with the expected hash in its data.
    static func file(_ code: [UInt32], hash: UInt32) -> [UInt8] {
        let padding = Int(expected - base) / 4 - code.count
        return ELFBuilder(
            code: code + [UInt32](repeating: 0, count: padding) + [hash], memorySize: 0x8000,
            symbols: [("tohost", toHost), ("fromhost", toHost + 64)]
        ).file()
    }

    static func exitStatus(of file: [UInt8], on qemu: String) throws -> Int32 {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("interlock-\(UUID().uuidString).elf")
        try Data(file).write(to: url)
        defer { try? FileManager.default.removeItem(at: url) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["timeout", "60", qemu, "-M", "spike", "-nographic", "-bios", url.path]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }

    @Test(
        "a random program has the same hash, and another hash is noticed",
        .enabled(if: qemu != nil, "Install qemu-system-riscv32 (Debian: qemu-system-misc)."),
        arguments: 1...8 as ClosedRange<UInt64>)
    func sameHash(seed: UInt64) throws {
        let qemu = try #require(Self.qemu)
        var random = SeededGenerator(seed: seed)
        let code = Self.program(&random)
        var program = try BareMetal(image: try ELFImage(parsing: Self.file(code, hash: 0)), size: 1 << 20)
        let outcome = program.run(maxInstructions: 1_000_000, emit: { _ in })
        try #require(outcome == .failed(test: 1))
        let hash = program.machine.hart[20]
        let same = try Self.exitStatus(of: Self.file(code, hash: hash), on: qemu)
        let different = try Self.exitStatus(of: Self.file(code, hash: hash ^ 1), on: qemu)
        #expect(same == 0 && different == 1, "seed \(seed)")
    }
}
