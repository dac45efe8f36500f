import RV32
import Testing

@Suite("Instructions that the loop may execute as one")
struct FusionTests {
    typealias A = Assembler

    @Test(
        "have the effect of one after the other, for every way in which registers meet",
        arguments: 1...8 as ClosedRange<UInt64>)
    func sameAsStep(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<400 {
            let words = DifferentialTests.idiom(&random)
            let values = (0..<9).map { _ in UInt32.random(in: 0...UInt32.max, using: &random) }
            var fast = TestMachine.running(words + [A.jal(0, 0)])
            var slow = TestMachine.running(words + [A.jal(0, 0)])
            for register in 1..<8 {
                fast.hart[register] = values[register]
                slow.hart[register] = values[register]
            }
            fast.hart[8] = TestMachine.data
            slow.hart[8] = TestMachine.data
            for (offset, value) in values.enumerated() {
                let address = TestMachine.data + 4 * UInt32(offset)
                TestMachine.load([value], into: &fast, at: address)
                TestMachine.load([value], into: &slow, at: address)
            }
            _ = fast.run(maxInstructions: 64)
            for _ in 0..<64 { _ = slow.step() }
            #expect(
                fast.hart == slow.hart, "seed \(seed), \(words.map { Instruction(decoding: $0).description(at: 0) })")
        }
    }

    @Test("stop in the middle where the budget does")
    func budget() {
        let words = [A.i(2, 5, 1, 5, 0x13), A.add(5, 5, 8), A.lw(6, 5, 4), A.add(7, 6, 6), A.add(7, 7, 5), A.jal(0, 0)]
        for budget in 1...5 as ClosedRange<UInt64> {
            var machine = TestMachine.running(words)
            machine.hart[8] = TestMachine.data
            _ = machine.run(maxInstructions: budget)
            #expect(machine.hart.retired == budget && machine.hart.pc == TestMachine.ram + 4 * UInt32(budget))
        }
    }

    @Test("that end in a load which faults leave mepc at the load and the sum written")
    func faultingLoad() {
        var machine = TestMachine.running([A.i(2, 5, 1, 5, 0x13), A.add(5, 5, 8), A.lw(6, 5, 4)])
        machine.hart[5] = 1
        machine.hart[8] = 0x5000_0000
        _ = machine.run(maxInstructions: 3)
        #expect(machine.hart.csr.mepc == TestMachine.ram + 8 && machine.hart.csr.mtval == 0x5000_0008)
        #expect(machine.hart[5] == 0x5000_0004 && machine.hart.retired == 2)
    }

    @Test("can be entered in the middle")
    func enteredInside() {
        var machine = TestMachine.running([
            A.jal(0, 12), A.i(1, 5, 1, 5, 0x13), A.add(5, 5, 6), A.addi(7, 7, 1), A.addi(9, 0, 3), A.b(-12, 7, 9, 4),
            A.jal(0, 0),
        ])
        machine.hart[6] = 10
        _ = machine.run(maxInstructions: 60)
        // Twice from the add on, never through the shift.
        #expect(machine.hart[5] == 20 && machine.hart[7] == 3)
    }
}
