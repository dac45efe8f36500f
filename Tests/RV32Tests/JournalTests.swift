import RV32
import Testing

@Suite("Journal")
struct JournalTests {
    typealias A = Assembler

    private static let lines: ArraySlice = [[TestMachine.data, TestMachine.data + 256]]

    /// Stores a word at two places of one line and at one of another, and changes the code that it comes back to.
    private static func machine() -> Machine<Probe> {
        let changed = A.addi(7, 7, 2)
        var machine = TestMachine.running(
            [
                A.addi(7, 7, 1), A.sw(5, 6, 0), A.sw(5, 6, 4), A.sw(5, 6, 256), A.sw(8, 9, 0), A.jal(0, -20),
            ])
        machine.hart[5] = 9
        machine.hart[6] = TestMachine.data
        machine.hart[8] = changed
        machine.hart[9] = machine.hart.pc
        return machine
    }

    @Test("what was written is taken back, and the code that it changed runs as before")
    func rollingBack() {
        var machine = JournalTests.machine()
        let start = machine.snapshot()
        machine.beginJournal()
        for _ in 0..<3 {
            _ = machine.run(maxInstructions: 7)
            #expect(machine.hart[7] == 3)
            #expect(machine.snapshot().memory != start.memory)
            machine.rollBack()
            machine.hart = start.hart
            #expect(machine.snapshot() == start)
        }
    }

    @Test("the words that differ from the journal are told, and none where there are more than asked for")
    func changedWords() {
        var machine = JournalTests.machine()
        machine.beginJournal()
        let none = machine.changedWords(limit: 0)
        _ = machine.run(maxInstructions: 4)
        let words = machine.changedWords(limit: 3)
        let tooMany = machine.changedWords(limit: 2)
        machine.rollBack()
        let after = machine.changedWords(limit: 0)
        #expect(none == [] && after == [])
        #expect(words == [0, 4, 256].map { TestMachine.data + $0 })
        #expect(tooMany == nil)
    }

    @Test("memory matches a snapshot but for bytes that are ignored, and not where a named line lacks a write")
    func matching() {
        var machine = JournalTests.machine()
        machine.beginJournal()
        let before = machine.snapshot()
        _ = machine.run(maxInstructions: 4)
        let after = machine.snapshot()
        var matches = [
            machine.matches(after, atWrittenLinesAnd: JournalTests.lines) { _ in 0 },
            machine.matches(before, atWrittenLinesAnd: []) { _ in 0 },
            machine.matches(before, atWrittenLinesAnd: []) { $0 == TestMachine.data ? 0xff : 0xf },
            machine.matches(before, atWrittenLinesAnd: []) { _ in 0xf },
        ]
        machine.rollBack()
        // Nothing is written now: that the snapshot was is known by the names of its lines alone.
        matches.append(machine.matches(after, atWrittenLinesAnd: JournalTests.lines) { _ in 0 })
        #expect(matches == [true, false, true, false, false])
    }
}
