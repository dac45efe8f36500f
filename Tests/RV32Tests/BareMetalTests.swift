import RV32
import Testing

@Suite("Bare-metal programs and their tohost word")
struct BareMetalTests {
    typealias A = Assembler
    static let toHost: UInt32 = 0x8000_0800

    static func run(
        _ code: [UInt32], budget: UInt64 = 10_000, observe: ((TraceEntry) -> Void)? = nil
    ) throws -> (BareMetal.Outcome, String) {
        let file = ELFBuilder(
            code: A.li(10, toHost) + code, memorySize: 0x1000, symbols: [("tohost", toHost), ("fromhost", toHost + 64)])
        var program = try BareMetal(image: try ELFImage(parsing: file.file()), size: 65536)
        var printed: [UInt8] = []
        let outcome = program.run(maxInstructions: budget, emit: { printed.append($0) }, observe: observe)
        return (outcome, String(decoding: printed, as: UTF8.self))
    }

    /// Writes both halves, low first or high first.
    static func write(_ low: Int32, _ high: UInt32, highFirst: Bool) -> [UInt32] {
        let stores = [A.sw(11, 10, 0), A.sw(12, 10, 4)]
        return [A.addi(11, 0, low), A.lui(12, high >> 12)] + (highFirst ? stores.reversed() : stores)
    }

    @Test(
        "1 passes and (n << 1) | 1 fails test n, with either half first, or the low half alone", arguments: [0, 1, 2])
    func results(order: Int) throws {
        for (value, expected) in [(1, .passed), (2 * 7 + 1, .failed(test: 7))] as [(Int32, BareMetal.Outcome)] {
            let code =
                order == 2
                ? [A.addi(11, 0, value), A.sw(11, 10, 0)] : Self.write(value, 0, highFirst: order == 1)
            let (outcome, _) = try Self.run(code + [A.jal(0, 0)])
            #expect(outcome == expected)
        }
    }

    @Test("characters are printed, with either half first", arguments: [false, true])
    func characters(highFirst: Bool) throws {
        let text = "AZ ok\n"
        let code = text.utf8.flatMap { Self.write(Int32($0), 0x0101_0000, highFirst: highFirst) }
        let (outcome, printed) = try Self.run(code + Self.write(1, 0, highFirst: highFirst) + [A.jal(0, 0)])
        #expect(outcome == .passed && printed == text)
    }

    @Test("a request that isn't served ends the run and is named")
    func unknown() throws {
        let (outcome, _) = try Self.run(Self.write(8, 0, highFirst: false) + [A.jal(0, 0)])
        #expect(outcome == .unknownRequest(8))
    }

    @Test("a loop spends the budget; wfi without a timer is asleep; with one it wakes")
    func ends() throws {
        #expect(try Self.run([A.jal(0, 0)]).0 == .budgetSpent)
        #expect(try Self.run([A.wfi]).0 == .asleep)
        let timer =
            A.li(5, 0x0200_4000) + [A.addi(6, 0, 500), A.sw(6, 5, 0), A.sw(0, 5, 4)]
            + [A.addi(7, 0, 0x80), A.csrrw(0, 0x304, 7), A.wfi] + Self.write(1, 0, highFirst: false)
        #expect(try Self.run(timer + [A.jal(0, 0)]).0 == .passed)
    }

    @Test("a trace line has address, bits, disassembly and the register written")
    func trace() throws {
        var lines: [String] = []
        _ = try Self.run([A.addi(11, 0, -1), A.ecall], budget: 4, observe: { lines.append($0.description) })
        #expect(
            lines == [
                "80000000 80001537 lui x10, 0x80001            # x10 = 80001000",
                "80000004 80050513 addi x10, x10, -2048        # x10 = 80000800",
                "80000008 fff00593 addi x11, x0, -1            # x11 = ffffffff",
                "8000000c 00000073 ecall                       # trap, mcause 0000000b",
            ])
    }

    @Test("an image that RAM doesn't hold is refused with its address")
    func doesNotFit() throws {
        for (address, size) in [(0x7fff_fff0, 16), (0x8000_0000, 65537), (0x8000_fffc, 8)] as [(UInt32, UInt32)] {
            let image = try ELFImage(parsing: ELFBuilder(code: [0x13], address: address, memorySize: size).file())
            #expect(throws: BareMetal.LoadError.self) { try BareMetal.probe(image) }
        }
    }
}

extension BareMetal {
    static func probe(_ image: ELFImage) throws { _ = try BareMetal(image: image, size: 65536) }
}
