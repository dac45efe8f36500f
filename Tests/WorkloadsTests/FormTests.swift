import Accelerator
import InterlockTesting
import Testing
import Workloads

@Suite("The common form")
struct FormTests {
    @Test("is read back as what was written, and written back as what was read", arguments: UInt64(1)...4)
    func roundTrip(seed: UInt64) throws {
        var random = Generator(seed: seed)
        var calls: [TraceWriter.Call] = []
        for index in 0..<8 {
            var (call, _) = ClosedFormTests.call(&random)
            call.id = UInt64(index + 3)
            calls.append(call)
        }
        calls.append(TraceWriter.Call(name: "aten::\"odd\\u0001\"", inputs: [[1]], outputs: [], id: 99))
        var workloads = [
            try Reading.workload(TraceWriter.chakra(calls) + TraceWriter.collective(type: 2, bytes: 77)),
            try Reading.workload(
                TraceWriter.kineto(calls.filter { !$0.name.contains("conv") && !$0.name.contains("odd") })),
            try Reading.workload(
                "{\"timestamp\": 3, \"input_length\": 3, \"output_length\": 2, \"hash_ids\": []}\n", model: .gpt2),
        ]
        workloads.append(try GeneratorTests.card().workload(named: "card"))
        for workload in workloads {
            let bytes = WorkloadForm.bytes(of: workload)
            let again = try Reading.workload(bytes, pieces: random.number(1...100))
            #expect(again == workload)
            #expect(WorkloadForm.bytes(of: again) == bytes)
        }
    }
}
