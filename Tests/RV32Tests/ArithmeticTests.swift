import RV32
import Testing

@Suite("Every arithmetic instruction, in the loop and by step")
struct ArithmeticTests {
    typealias A = Assembler
    static let operands: [UInt32] = [
        0, 1, 2, 31, 32, 0x7ff, 0x7fff_ffff, 0x8000_0000, 0x8000_0001, 0xffff_fffe, 0xffff_ffff, 0x1234_5678,
    ]

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let word: UInt32
        let expected: @Sendable (UInt32, UInt32) -> UInt32
        var testDescription: String { name }
    }

    static func signed(_ value: UInt32) -> Int64 { Int64(Int32(bitPattern: value)) }
    static func low(_ value: Int64) -> UInt32 { UInt32(truncatingIfNeeded: value) }

    static let registerCases: [Case] = [
        Case(name: "add", word: A.r(0, 6, 5, 0, 7)) { low(signed($0) + signed($1)) },
        Case(name: "sub", word: A.r(0x20, 6, 5, 0, 7)) { low(signed($0) - signed($1)) },
        Case(name: "sll", word: A.r(0, 6, 5, 1, 7)) { UInt32(truncatingIfNeeded: UInt64($0) << UInt64($1 % 32)) },
        Case(name: "slt", word: A.r(0, 6, 5, 2, 7)) { signed($0) < signed($1) ? 1 : 0 },
        Case(name: "sltu", word: A.r(0, 6, 5, 3, 7)) { $0 < $1 ? 1 : 0 },
        Case(name: "xor", word: A.r(0, 6, 5, 4, 7)) { ($0 | $1) & ~($0 & $1) },
        Case(name: "srl", word: A.r(0, 6, 5, 5, 7)) { UInt32(UInt64($0) >> UInt64($1 % 32)) },
        Case(name: "sra", word: A.r(0x20, 6, 5, 5, 7)) { low(signed($0) >> Int64($1 % 32)) },
        Case(name: "or", word: A.r(0, 6, 5, 6, 7)) { ~(~$0 & ~$1) },
        Case(name: "and", word: A.r(0, 6, 5, 7, 7)) { ~(~$0 | ~$1) },
        Case(name: "mul", word: A.r(1, 6, 5, 0, 7)) { low(signed($0) &* signed($1)) },
        Case(name: "mulh", word: A.r(1, 6, 5, 1, 7)) { low((signed($0) &* signed($1)) >> 32) },
        Case(name: "mulhsu", word: A.r(1, 6, 5, 2, 7)) { low((signed($0) &* Int64($1)) >> 32) },
        Case(name: "mulhu", word: A.r(1, 6, 5, 3, 7)) { UInt32((UInt64($0) * UInt64($1)) >> 32) },
        Case(name: "div", word: A.r(1, 6, 5, 4, 7)) { $1 == 0 ? ~0 : low(signed($0) / signed($1)) },
        Case(name: "divu", word: A.r(1, 6, 5, 5, 7)) { $1 == 0 ? ~0 : $0 / $1 },
        Case(name: "rem", word: A.r(1, 6, 5, 6, 7)) { $1 == 0 ? $0 : low(signed($0) % signed($1)) },
        Case(name: "remu", word: A.r(1, 6, 5, 7, 7)) { $1 == 0 ? $0 : $0 % $1 },
    ]

    @Test("a register-register instruction computes what its row says", arguments: registerCases)
    func registerRegister(_ row: Case) {
        for a in Self.operands {
            for b in Self.operands {
                let found = TestMachine.result(row.word, a, b)
                #expect(found == row.expected(a, b), "\(row.name) of \(a), \(b)")
            }
        }
    }

    @Test("a register-immediate instruction computes what its row says")
    func registerImmediate() {
        for a in Self.operands {
            for value: Int32 in [0, 1, -1, 2047, -2048, 100] {
                let b = UInt32(bitPattern: value)
                let rows: [(UInt32, UInt32)] = [
                    (0, a &+ b), (2, Int32(bitPattern: a) < value ? 1 : 0), (3, a < b ? 1 : 0), (4, a ^ b),
                    (6, a | b), (7, a & b),
                ]
                for (funct3, expected) in rows {
                    #expect(TestMachine.result(A.i(value, 5, funct3, 7, 0x13), a, 0) == expected)
                }
            }
            for amount: Int32 in [0, 1, 7, 31] {
                #expect(TestMachine.result(A.i(amount, 5, 1, 7, 0x13), a, 0) == a << UInt32(amount))
                #expect(TestMachine.result(A.i(amount, 5, 5, 7, 0x13), a, 0) == a >> UInt32(amount))
                let arithmetic = UInt32(bitPattern: Int32(bitPattern: a) >> amount)
                #expect(TestMachine.result(A.i(amount | 0x400, 5, 5, 7, 0x13), a, 0) == arithmetic)
            }
        }
    }

    @Test("lui and auipc build constants")
    func upperImmediates() {
        #expect(TestMachine.result(A.lui(7, 0xabcde), 0, 0) == 0xabcd_e000)
        #expect(TestMachine.result(A.auipc(7, 0xfffff), 0, 0) == 0x7fff_f000)
    }

    @Test("x0 takes no write and reads zero afterwards")
    func zeroRegister() {
        var machine = TestMachine.running([A.addi(0, 0, 5), A.lui(0, 1), A.add(7, 0, 0), A.jal(0, 0)])
        _ = machine.run(maxInstructions: 100)
        #expect(machine.hart[0] == 0 && machine.hart[7] == 0)
    }
}
