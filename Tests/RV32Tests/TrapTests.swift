import RV32
import Testing

@Suite("Traps, machine-mode registers, interrupts")
struct TrapTests {
    typealias A = Assembler

    /// Runs words with mtvec at the handler, which loops.
    static func trapping(_ words: [UInt32], vectored: Bool = false) -> Machine<Probe> {
        var machine = TestMachine.running(
            A.li(31, TestMachine.handler | (vectored ? 1 : 0)) + [A.csrrw(0, 0x305, 31)] + words)
        TestMachine.load([A.jal(0, 0)], into: &machine, at: TestMachine.handler)
        return machine
    }

    static let start = TestMachine.ram + 12

    @Test(
        "ecall, ebreak and illegal instructions trap with their cause and mtval",
        arguments: [
            (A.ecall, 11, 0), (A.ebreak, 3, start), (0x0000_0000, 2, 0), (0xffff_ffff, 2, 0xffff_ffff),
            (0x1020_0073, 2, 0x1020_0073), (0x0000_2073 | 0x7c0 << 20, 2, 0x0000_2073 | 0x7c0 << 20),
            (0x0200_5013 | 7 << 7, 2, 0x0200_5393), (0x0000_0007, 2, 0x0000_0007), (0x0000_202f, 2, 0x0000_202f),
        ] as [(UInt32, UInt32, UInt32)])
    func exceptions(word: UInt32, cause: UInt32, value: UInt32) {
        var machine = Self.trapping([word])
        _ = machine.run(maxInstructions: 4)
        #expect(machine.devices.traps == [cause])
        #expect(machine.hart.csr.mcause == cause && machine.hart.csr.mtval == value)
        #expect(machine.hart.csr.mepc == Self.start && machine.hart.pc == TestMachine.handler)
        #expect(machine.hart.retired == 3 && machine.hart.attempted == 4)
    }

    @Test("a trap saves MIE in MPIE and clears it; mret restores it and sets MPIE")
    func statusStack() {
        var machine = Self.trapping([A.csr(6, 0, 0x300, 8), A.ecall, A.nop])
        TestMachine.load(
            [A.csrrs(5, 0x300, 0), A.csrrs(6, 0x341, 0), A.addi(6, 6, 4), A.csrrw(0, 0x341, 6), A.mret],
            into: &machine, at: TestMachine.handler)
        _ = machine.run(maxInstructions: 10)
        #expect(machine.hart[5] == 0x1880)
        #expect(machine.hart.csr.mstatus == 0x1888)
        #expect(machine.hart.pc == Self.start + 8)
    }

    @Test(
        "writable registers keep exactly their legal bits",
        arguments: [
            (0x300, 0xffff_ffff, 0x1888), (0x300, 0, 0x1800), (0x301, 0, 0x4000_1104), (0x304, 0xffff_ffff, 0x888),
            (0x305, 0xffff_ffff, 0xffff_fffd), (0x305, 0x8000_0002, 0x8000_0000), (0x310, 0xffff_ffff, 0),
            (0x340, 0xdead_beef, 0xdead_beef), (0x341, 0xffff_ffff, 0xffff_fffe), (0x342, 0x8000_0007, 0x8000_0007),
            (0x343, 0x1234_5679, 0x1234_5679), (0x344, 0xffff_ffff, 0), (0x320, 0xffff_ffff, 5),
            (0x323, 0xffff_ffff, 0),
            (0xb03, 0xffff_ffff, 0), (0xb9f, 0xffff_ffff, 0), (0x7a0, 0xffff_ffff, 0), (0xb82, 7, 7), (0xb80, 9, 9),
        ] as [(UInt32, UInt32, UInt32)])
    func legalBits(number: UInt32, written: UInt32, expected: UInt32) {
        var machine = TestMachine.running([A.csrrw(0, number, 5), A.csrrs(7, number, 0)])
        machine.hart[5] = written
        _ = machine.run(maxInstructions: 2)
        #expect(machine.hart[7] == expected)
        #expect(machine.devices.traps.isEmpty)
    }

    @Test(
        "read-only and absent registers: reading the first is legal, writing either is not",
        arguments: [
            (0xf11, true), (0xf12, true), (0xf13, true), (0xf14, true), (0xf15, true), (0xc00, true), (0xc02, true),
            (0xc82, true), (0xc03, true), (0x306, false), (0x302, false), (0x303, false), (0x100, false),
            (0x3a0, false),
            (0x180, false), (0x001, false), (0xc01, false), (0xb01, false), (0x321, false),
        ] as [(UInt32, Bool)])
    func readOnly(number: UInt32, exists: Bool) {
        var reading = Self.trapping([A.csrrs(7, number, 0)])
        _ = reading.run(maxInstructions: 4)
        #expect(reading.devices.traps == (exists ? [] : [2]))
        // csrrs with a register other than x0 writes, even if that register holds zero.
        for word in [A.csrrw(7, number, 0), A.csrrs(7, number, 5), A.csr(6, 7, number, 1)] {
            var writing = Self.trapping([word])
            writing.hart[7] = 0x55
            _ = writing.run(maxInstructions: 4)
            #expect(writing.devices.traps == [2] && writing.hart[7] == 0x55)
        }
    }

    @Test("time reads what the host injects, in both halves")
    func time() {
        var machine = TestMachine.running([A.csrrs(5, 0xc01, 0), A.csrrs(6, 0xc81, 0)])
        machine.hart.csr.time = 0x0000_0007_0000_0009
        _ = machine.run(maxInstructions: 2)
        #expect(machine.hart[5] == 9 && machine.hart[6] == 7)
    }

    @Test("set and clear forms change the named bits and return the old value")
    func setAndClear() {
        var machine = TestMachine.running([
            A.csrrw(0, 0x340, 5), A.csrrs(7, 0x340, 6), A.csr(3, 10, 0x340, 5), A.csr(5, 11, 0x340, 17),
            A.csr(7, 12, 0x340, 1), A.csrrs(13, 0x340, 0),
        ])
        machine.hart[5] = 0xf0
        machine.hart[6] = 0x0f
        _ = machine.run(maxInstructions: 6)
        #expect(machine.hart[7] == 0xf0 && machine.hart[10] == 0xff && machine.hart[11] == 0x0f)
        #expect(machine.hart[12] == 17 && machine.hart[13] == 16)
    }

    @Test("minstret reads what was just written, then counts; mcountinhibit holds it")
    func counters() {
        var machine = TestMachine.running([
            A.csrrw(0, 0xb02, 5), A.csrrs(6, 0xb02, 0), A.csrrs(7, 0xb02, 0), A.csr(5, 0, 0x320, 4), A.nop,
            A.csrrs(10, 0xb02, 0), A.csrrs(11, 0xb02, 0), A.csr(5, 0, 0x320, 0), A.csrrs(12, 0xb02, 0),
            A.csrrs(13, 0xb02, 0),
        ])
        machine.hart[5] = 1000
        _ = machine.run(maxInstructions: 10)
        #expect(machine.hart[6] == 1000 && machine.hart[7] == 1001)
        #expect(machine.hart[10] == machine.hart[11] && machine.hart[10] == 1002)
        #expect(machine.hart[12] == 1002 && machine.hart[13] == 1003)
        #expect(machine.hart.retired == 10)
    }

    @Test(
        "of pending interrupts external comes before software before timer, direct and vectored",
        arguments: [
            (HartInputs([.external, .software, .timer]), 11), (HartInputs([.software, .timer]), 3),
            (HartInputs.timer, 7),
        ] as [(HartInputs, UInt32)])
    func priority(lines: HartInputs, code: UInt32) {
        for vectored in [false, true] {
            var machine = Self.trapping(
                [A.addi(5, 0, -1), A.csrrw(0, 0x304, 5), A.csr(6, 0, 0x300, 8), A.nop, A.nop], vectored: vectored)
            TestMachine.load([A.jal(0, 0)], into: &machine, at: TestMachine.handler + 4 * code)
            machine.devices.inputs = lines
            _ = machine.run(maxInstructions: 7)
            #expect(machine.devices.traps == [1 << 31 | code])
            #expect(machine.hart.csr.mcause == 1 << 31 | code)
            #expect(machine.hart.csr.mepc == Self.start + 12)
            #expect(machine.hart.pc == TestMachine.handler + (vectored ? 4 * code : 0))
            #expect(machine.hart.csr.mip == lines.rawValue)
        }
    }

    @Test("a vectored mtvec still sends exceptions to its base")
    func vectoredException() {
        var machine = Self.trapping([A.ecall], vectored: true)
        _ = machine.run(maxInstructions: 4)
        #expect(machine.hart.pc == TestMachine.handler)
    }

    @Test("a line that is raised by a store interrupts before the next instruction")
    func raisedInsideRun() {
        var machine = Self.trapping(
            A.li(5, Probe.base) + [
                A.addi(6, 0, -1), A.csrrw(0, 0x304, 6), A.csr(6, 0, 0x300, 8), A.sw(0, 5, 0), A.addi(7, 0, 1),
            ])
        machine.devices.raisedByStore = .external
        _ = machine.run(maxInstructions: 50)
        #expect(machine.devices.traps == [0x8000_000b])
        #expect(machine.hart.csr.mepc == Self.start + 24 && machine.hart[7] == 0)
    }

    @Test("disabled interrupts are not taken")
    func disabled() {
        var machine = Self.trapping([A.addi(5, 0, -1), A.csrrw(0, 0x304, 5), A.jal(0, 0)])
        machine.devices.inputs = .external
        _ = machine.run(maxInstructions: 50)
        #expect(machine.devices.traps.isEmpty)
    }

    @Test("wfi hands control back until an enabled interrupt is pending, and wakes without MIE")
    func waitForInterrupt() {
        var machine = Self.trapping([A.addi(5, 0, 0x80), A.csrrw(0, 0x304, 5), A.wfi, A.addi(7, 0, 1), A.jal(0, 0)])
        #expect(machine.run(maxInstructions: 100) == .waitingForInterrupt)
        #expect(machine.hart.isWaiting && machine.hart.retired == 6)
        #expect(machine.run(maxInstructions: 100) == .waitingForInterrupt)
        machine.devices.inputs = .external
        #expect(machine.run(maxInstructions: 100) == .waitingForInterrupt)
        #expect(machine.hart.retired == 6)
        machine.devices.inputs = .timer
        #expect(machine.run(maxInstructions: 100) == .budgetSpent)
        #expect(machine.hart[7] == 1 && machine.devices.traps.isEmpty)
    }

    @Test("wfi with the interrupt enabled is followed by its handler, and mepc is past the wfi")
    func waitThenTrap() {
        var machine = Self.trapping([A.addi(5, 0, 0x80), A.csrrw(0, 0x304, 5), A.csr(6, 0, 0x300, 8), A.wfi, A.nop])
        #expect(machine.run(maxInstructions: 100) == .waitingForInterrupt)
        machine.devices.inputs = .timer
        #expect(machine.run(maxInstructions: 5) == .budgetSpent)
        #expect(machine.hart.csr.mcause == 0x8000_0007 && machine.hart.csr.mepc == Self.start + 16)
    }
}
