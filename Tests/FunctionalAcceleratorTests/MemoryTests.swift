import FunctionalAccelerator
import Tensors
import Testing

@Suite("Memory")
struct MemoryTests {
    @Test("gives back what was stored, rounded to the format", arguments: ElementFormat.allCases)
    func storing(format: ElementFormat) throws {
        var memory = Memory(capacity: 1000)
        let first = try memory.allocate(3, 4, format)
        let second = try memory.allocate(1, 5, format)
        let matrix = try Matrix(3, 4, (0..<12).map { Float($0) / 7 })
        try memory.store(matrix, in: first)
        try memory.store(Matrix(1, 5, [1, 2, 3, 4, 5]), in: second)
        #expect(try memory.load(first) == format.rounded(matrix))
        #expect(try memory[first].count == first.byteCount)
        #expect(memory.used == first.byteCount + second.byteCount)
    }

    @Test("is a stack with an end")
    func allocation() throws {
        var memory = Memory(capacity: 100)
        let first = try memory.allocate(1, 20, .fp32)
        #expect(throws: TensorError.chipMemory(needed: 24, free: 20)) { try memory.allocate(2, 3, .fp32) }
        #expect(throws: TensorError.zeroSized(rows: 0, columns: 1)) { try memory.allocate(0, 1, .fp32) }
        #expect(throws: TensorError.shapeOverflow(rows: .max, columns: .max)) {
            try memory.allocate(.max, .max, .bf16)
        }
        let last = try memory.allocate(1, 5, .fp32)
        memory.release(to: first.byteCount)
        #expect(throws: TensorError.self) { try memory.load(last) }
        #expect(throws: TensorError.self) { try memory.store(Matrix(zeros: 2, 10), in: first) }
        #expect(throws: TensorError.self) { try Memory(capacity: -1).load(first) }
    }
}
