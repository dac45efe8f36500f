import RV32
import Testing

@Suite("Jumps and branches")
struct ControlFlowTests {
    typealias A = Assembler

    @Test("each branch goes where its comparison says", arguments: [0, 1, 4, 5, 6, 7] as [UInt32])
    func branches(funct3: UInt32) {
        for (a, b) in [(0, 0), (1, 2), (2, 1), (0xffff_ffff, 1), (1, 0xffff_ffff), (0x8000_0000, 0x7fff_ffff)]
            as [(UInt32, UInt32)]
        {
            let (x, y) = (Int32(bitPattern: a), Int32(bitPattern: b))
            let taken =
                switch funct3 {
                case 0: a == b
                case 1: a != b
                case 4: x < y
                case 5: x >= y
                case 6: a < b
                default: a >= b
                }
            var machine = TestMachine.running([A.b(12, 5, 6, funct3), A.addi(7, 0, 1), A.jal(0, 0), A.jal(0, 0)])
            machine.hart[5] = a
            machine.hart[6] = b
            _ = machine.run(maxInstructions: 64)
            #expect(machine.hart[7] == (taken ? 0 : 1))
            #expect(machine.hart.pc == TestMachine.ram + (taken ? 12 : 8))
        }
    }

    @Test("a call links the next instruction and jalr drops bit 0 of its target")
    func callAndReturn() {
        var machine = TestMachine.running([A.jal(1, 12), A.addi(7, 0, 1), A.jal(0, 0), A.jalr(5, 1, 1)])
        _ = machine.run(maxInstructions: 50)
        #expect(machine.hart[1] == TestMachine.ram + 4)
        #expect(machine.hart[5] == TestMachine.ram + 16)
        #expect(machine.hart[7] == 1)
    }

    @Test("jalr with the same source and destination jumps to the old value")
    func jalrSameRegister() {
        var machine = TestMachine.running([A.auipc(5, 0), A.jalr(5, 5, 12), A.ebreak, A.jal(0, 0)])
        _ = machine.run(maxInstructions: 50)
        #expect(machine.hart.pc == TestMachine.ram + 12)
        #expect(machine.hart[5] == TestMachine.ram + 8)
    }

    @Test("a jump into ROM and back executes both")
    func acrossRegions() {
        var machine = TestMachine.running(
            A.li(5, TestMachine.rom) + [A.jalr(1, 5, 0), A.addi(8, 0, 2), A.jal(0, 0)])
        TestMachine.load([A.addi(7, 0, 1), A.jalr(0, 1, 0)], into: &machine, at: TestMachine.rom)
        _ = machine.run(maxInstructions: 100)
        #expect(machine.hart[7] == 1 && machine.hart[8] == 2)
    }

    @Test("a jump outside of memory is an instruction access fault at the target")
    func outsideMemory() {
        var machine = TestMachine.running(A.li(5, 0x4000_0000) + [A.jalr(0, 5, 0)])
        _ = machine.run(maxInstructions: 4)
        #expect(machine.devices.traps.first == 1)
        #expect(machine.hart.csr.mepc == 0x4000_0000 || machine.hart.csr.mepc == 0)
    }

    @Test("an instruction that begins in the last halfword of memory faults at its second half")
    func lastHalfword() {
        let last = TestMachine.ram + 65534
        var machine = TestMachine.running(A.li(5, last) + [A.jalr(0, 5, 0)])
        machine.write([UInt16(0x0013).littleEndian].span.bytes, at: last)
        _ = machine.run(maxInstructions: 4)
        #expect(machine.devices.traps == [1])
        #expect(machine.hart.csr.mepc == last && machine.hart.csr.mtval == last + 2)
    }

    @Test("an instruction that straddles two adjacent regions executes")
    func straddling() {
        var machine = Machine(
            memory: [.ram(at: 0x1000, size: 64), .ram(at: 0x1040, size: 64)], devices: EmptyBus(), resetVector: 0x103e)
        let word = A.addi(7, 0, 9)
        machine.write([UInt16(truncatingIfNeeded: word).littleEndian].span.bytes, at: 0x103e)
        machine.write([UInt16(truncatingIfNeeded: word >> 16).littleEndian].span.bytes, at: 0x1040)
        _ = machine.run(maxInstructions: 1)
        #expect(machine.hart[7] == 9 && machine.hart.pc == 0x1042)
    }
}
