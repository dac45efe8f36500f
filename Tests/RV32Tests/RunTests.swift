import RV32
import Testing

@Suite("Budgets, changed code, snapshots")
struct RunTests {
    typealias A = Assembler

    /// A loop with a body of straight-line code, a branch and a call.
    static let loop: [UInt32] = [
        A.addi(5, 5, 1), A.addi(6, 6, 2), A.r(0, 5, 6, 4, 7), A.jal(1, 12), A.bne(5, 0, -16), A.jal(0, 0),
        A.addi(10, 10, 3), A.lw(11, 2, 0), A.sw(10, 2, 0), A.jalr(0, 1, 0),
    ]

    @Test(
        "a run attempts exactly as many instructions as asked, from any point", arguments: 1...40 as ClosedRange<UInt64>
    )
    func exactBudget(budget: UInt64) {
        var machine = TestMachine.running(Self.loop)
        var stepped = TestMachine.running(Self.loop)
        machine.hart[2] = TestMachine.data
        stepped.hart[2] = TestMachine.data
        for round in 1...20 as ClosedRange<UInt64> {
            #expect(machine.run(maxInstructions: budget) == .budgetSpent)
            for _ in 0..<budget { _ = stepped.step() }
            #expect(machine.hart.attempted == round * budget && machine.hart.retired == round * budget)
            #expect(machine.hart == stepped.hart)
        }
    }

    @Test("no budget does nothing")
    func zeroBudget() {
        var machine = TestMachine.running(Self.loop)
        #expect(machine.run(maxInstructions: 0) == .budgetSpent)
        #expect(machine.hart == TestMachine.running(Self.loop).hart)
    }

    @Test("code that overwrites the next instruction, an executed one, or half of one runs as written")
    func selfModifying() {
        // Pass 1 executes the addi at +20, then changes its immediate from 1 to 2 and goes round again.
        let patched = A.addi(7, 7, 2)
        var machine = TestMachine.running(
            A.li(5, patched) + [A.auipc(6, 0), A.addi(8, 8, 1), A.nop, A.addi(7, 7, 1), A.sw(5, 6, 12), A.fenceI])
        let again = [A.addi(9, 0, 3), A.b(-24, 8, 9, 4), A.jal(0, 0)]
        TestMachine.load(again, into: &machine, at: TestMachine.ram + 32)
        _ = machine.run(maxInstructions: 100)
        #expect(machine.hart[8] == 3 && machine.hart[7] == 1 + 2 + 2)

        // The very next instruction changes, without a fence: this hart is coherent.
        var next = TestMachine.running(
            A.li(5, A.addi(7, 0, 9)) + [A.auipc(6, 0), A.sw(5, 6, 8), A.addi(7, 0, 1), A.jal(0, 0)])
        _ = next.run(maxInstructions: 100)
        #expect(next.hart[7] == 9)

        // The upper half only: addi x7, x0, 1 becomes addi x7, x0, 0x7ff.
        var half = TestMachine.running(
            A.li(5, 0x7ff0) + [
                A.auipc(6, 0), A.addi(8, 8, 1), A.addi(7, 0, 1), A.sh(5, 6, 10), A.bne(8, 9, -12), A.jal(0, 0),
            ])
        half.hart[9] = 2
        _ = half.run(maxInstructions: 100)
        #expect(half.hart[7] == 0x7ff)
    }

    @Test("a store beside code leaves the code and the count alone")
    func dataBesideCode() {
        var machine = TestMachine.running([A.auipc(6, 0), A.sw(5, 6, 16), A.addi(5, 5, 1), A.jal(0, -8), 0])
        #expect(machine.run(maxInstructions: 1 + 3 * 1000) == .budgetSpent)
        #expect(machine.hart[5] == 1000 && machine.word(at: TestMachine.ram + 16) == 999)
    }

    @Test("a host write into executed code takes effect")
    func hostWrite() {
        var machine = TestMachine.running([A.addi(7, 7, 1), A.jal(0, -4)])
        _ = machine.run(maxInstructions: 200)
        TestMachine.load([A.addi(7, 0, 0)], into: &machine, at: TestMachine.ram)
        _ = machine.run(maxInstructions: 200)
        #expect(machine.hart[7] == 0)
    }

    @Test("a snapshot restored, here or elsewhere, continues identically", arguments: 1...10 as ClosedRange<UInt64>)
    func snapshots(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let code = DifferentialTests.program(&random)
        var machine = TestMachine.running(halves: code)
        TestMachine.load(DifferentialTests.handler(), into: &machine, at: TestMachine.data)
        machine.hart[8] = TestMachine.ram + 0x2000
        machine.hart[9] = TestMachine.ram
        _ = machine.run(maxInstructions: UInt64.random(in: 1...5000, using: &random))
        let middle = machine.snapshot()
        let devices = machine.devices
        _ = machine.run(maxInstructions: 5000)
        let end = machine.snapshot()

        machine.restore(middle)
        machine.devices = devices
        let restored = machine.snapshot()
        #expect(restored == middle)
        _ = machine.run(maxInstructions: 5000)
        let again = machine.snapshot()
        #expect(again == end, "seed \(seed)")

        var other = TestMachine.running([])
        other.restore(middle)
        _ = other.run(maxInstructions: 5000)
        let elsewhere = other.snapshot()
        #expect(elsewhere == end, "seed \(seed)")
    }

    @Test("straight-line code longer than a stretch runs through")
    func longStretch() {
        var machine = TestMachine.running(Array(repeating: A.addi(5, 5, 1), count: 3000) + [A.jal(0, -12000)])
        #expect(machine.run(maxInstructions: 3001 * 3 + 100) == .budgetSpent)
        #expect(machine.hart[5] == 9100)
    }

    @Test("a substituted instruction executes once, with its own length, and memory keeps the other")
    func substitution() {
        var machine = TestMachine.running([A.addi(7, 0, 1), A.addi(7, 7, 1), A.jal(0, 0)])
        _ = machine.step(substituting: A.addi(7, 0, 100))
        _ = machine.run(maxInstructions: 50)
        #expect(machine.hart[7] == 101)
        // c.addi x7, 5 moves pc by two; an all-zero fetch is illegal, with mtval 0.
        machine.hart.pc = TestMachine.ram
        _ = machine.step(substituting: 0xffff_0395)
        #expect(machine.hart[7] == 106 && machine.hart.pc == TestMachine.ram + 2)
        _ = machine.step(substituting: 0)
        #expect(machine.devices.traps == [2] && machine.hart.csr.mtval == 0)
    }
}
