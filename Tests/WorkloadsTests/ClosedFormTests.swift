import Accelerator
import InterlockTesting
import Testing
import Workloads

/// Operations of random shapes in every form of trace, against closed forms written out here.
@Suite("Shapes in traces")
struct ClosedFormTests {
    typealias Call = TraceWriter.Call

    /// A call of random shape, and its multiply-accumulates.
    static func call(_ random: inout Generator) -> (Call, UInt128) {
        func number(_ range: ClosedRange<Int>) -> UInt64 { UInt64(random.number(range)) }
        let (m, k, n, b) = (number(1...300), number(1...300), number(1...300), number(1...9))
        let all = UInt128(m * k * n)
        switch random.number(0...8) {
        case 0: return (Call(name: "aten::mm", inputs: [[m, k], [k, n]], outputs: [[m, n]]), all)
        case 1: return (Call(name: "aten::addmm", inputs: [[n], [m, k], [k, n]], outputs: [[m, n]]), all)
        case 2:
            return (Call(name: "aten::bmm", inputs: [[b, m, k], [b, k, n]], outputs: [[b, m, n]]), all * UInt128(b))
        case 3:
            return (Call(name: "aten::linear", inputs: [[b, m, k], [n, k]], outputs: [[b, m, n]]), all * UInt128(b))
        case 4:
            return (
                Call(name: "aten::matmul", inputs: [[b, 1, m, k], [7, k, n]], outputs: [[b, 7, m, n]]),
                all * UInt128(b * 7)
            )
        case 5:
            let (side, kernel, groups) = (number(7...30), number(1...7), number(1...4))
            let weight = [n * groups, k, kernel, kernel]
            let result = [b, n * groups, side - kernel + 1, side - kernel + 1]
            return (
                Call(name: "aten::conv2d", inputs: [[b, k * groups, side, side], weight], outputs: [result]),
                UInt128(result.reduce(1, *)) * UInt128(k * kernel * kernel)
            )
        case 6:
            let kernel = number(1...5)
            let input = [b, k, m], result = [b, n, m + kernel - 1]
            return (
                Call(name: "aten::conv_transpose1d", inputs: [input, [k, n, kernel]], outputs: [result]),
                UInt128(input.reduce(1, *)) * UInt128(n * kernel)
            )
        case 7:
            let (heads, width, valueWidth) = (number(1...8), number(1...64), number(1...64))
            let inputs = [[b, heads, m, width], [b, heads, k, width], [b, heads, k, valueWidth]]
            return (
                Call(
                    name: "aten::scaled_dot_product_attention", inputs: inputs, outputs: [[b, heads, m, valueWidth]]),
                UInt128(b * heads * m * k) * UInt128(width + valueWidth)
            )
        default:
            let (heads, width) = (number(1...8), number(1...64))
            let shape = [b, heads, m, width]
            return (
                Call(
                    name: "aten::_scaled_dot_product_flash_attention_backward", inputs: [shape, shape, shape, shape],
                    outputs: [shape, shape, shape]), 5 * UInt128(b * heads * m * m * width)
            )
        }
    }

    @Test("cost their closed form in Chakra, in both forms of PyTorch and in Kineto", arguments: UInt64(1)...8)
    func products(seed: UInt64) throws {
        var random = Generator(seed: seed)
        let types: [(String, NumberFormat)] = [
            ("float", .fp32), ("double", .fp64), ("c10::Half", .fp16), ("c10::BFloat16", .bf16),
        ]
        for round in 0..<25 {
            let (type, format) = random.element(types)
            var (calls, expected) = ([Call](), UInt128(0))
            for index in 0..<random.number(1...6) {
                var (call, cost) = ClosedFormTests.call(&random)
                call.type = type
                call.id = UInt64(index + 10)
                calls.append(call)
                expected += cost
            }
            let comment: Comment = "seed \(seed), round \(round): \(calls)"
            for bytes in [
                TraceWriter.chakra(calls), Array(TraceWriter.pytorch(calls).utf8),
                Array(TraceWriter.pytorch(calls, nested: true).utf8),
            ] {
                let workload = try Reading.workload(bytes, pieces: random.number(1...500))
                #expect(workload.operations.count == calls.count, comment)
                #expect(try workload.counters()[.multiplyAccumulates(format)] == expected, comment)
            }
            // Kineto records no results, which transposed convolutions and those without a stride need.
            let recorded = calls.filter { !$0.name.contains("conv") }
            guard !recorded.isEmpty else { continue }
            let kineto = try Reading.workload(TraceWriter.kineto(recorded))
            let chakra = try Reading.workload(TraceWriter.chakra(recorded))
            #expect(try kineto.counters().multiplyAccumulates == chakra.counters().multiplyAccumulates, comment)
        }
    }

    @Test("bytes are those of the operands and the result")
    func bytes() throws {
        let call = Call(name: "aten::mm", inputs: [[3, 5], [5, 7]], outputs: [[3, 7]], type: "c10::BFloat16", id: 4)
        let counters = try Reading.workload(TraceWriter.pytorch([call])).counters()
        #expect(counters[.memoryBytesRead] == 2 * (15 + 35))
        #expect(counters[.memoryBytesWritten] == 2 * 21)
    }

    @Test("a convolution's result follows from stride, padding and dilation where a trace has none")
    func convolution() throws {
        let text = """
            {"traceEvents": [{"ph": "X", "cat": "cpu_op", "name": "aten::conv2d", "pid": 1, "tid": 1, "ts": 1, "dur": 2,
            "args": {"Input Dims": [[32, 3, 224, 224], [64, 3, 7, 7], [], [[],[]], [[],[]], [[],[]], []],
            "Input type": ["float", "float", "", "ScalarList", "ScalarList", "ScalarList", "Scalar"],
            "Concrete Inputs": ["", "", "", "[2, 2]", "[3, 3]", "[1, 1]", "1"]}}]}
            """
        let counted = try Reading.workload(text).counters().multiplyAccumulates
        #expect(counted == 32 * UInt128(ResNet50.first.multiplyAccumulates))
    }

    @Test("values beside tensors are values: a truth value says that a convolution is transposed")
    func values() throws {
        let text = """
            {"nodes": [{"name": "aten::convolution", "id": 3, "parent": 2,
            "inputs": [[1], [1], "<None>", [1], [0], [1], true, [0], 1],
            "input_shapes": [[2, 3, 10], [3, 5, 4], [], [[]], [[]], [[]], [], [[]], []],
            "input_types": ["Tensor(float)", "Tensor(float)", "None", "GenericList[Int]", "GenericList[Int]",
            "GenericList[Int]", "Bool", "GenericList[Int]", "Int"],
            "outputs": [[1]], "output_shapes": [[2, 5, 13]], "output_types": ["Tensor(float)"]}]}
            """
        let counters = try Reading.workload(text).counters()
        #expect(counters.multiplyAccumulates == 2 * 3 * 10 * 5 * 4)
        #expect(counters[.memoryBytesRead] == 4 * (60 + 60))
    }

    @Test(
        "a vendor's convolution is not transposed because cuDNN measures which kernel is fastest",
        arguments: ["true", "false"])
    func benchmark(flag: String) throws {
        for name in ["cudnn_convolution", "miopen_convolution"] {
            let text = """
                {"nodes": [{"name": "aten::\(name)", "id": 3, "parent": 2,
                "inputs": [[1], [1], [1], [1], [1], 1, \(flag), false, true],
                "input_shapes": [[2, 3, 10], [5, 3, 4], [[]], [[]], [[]], [], [], [], []],
                "input_types": ["Tensor(float)", "Tensor(float)", "GenericList[Int]", "GenericList[Int]",
                "GenericList[Int]", "Int", "Bool", "Bool", "Bool"],
                "outputs": [[1]], "output_shapes": [[2, 5, 9]], "output_types": ["Tensor(float)"]}]}
                """
            #expect(try Reading.workload(text).counters().multiplyAccumulates == 2 * 5 * 9 * 3 * 4)
        }
    }

    @Test("a call inside a metered call is not counted again, whatever the order of the file")
    func nesting() throws {
        let outer = Call(name: "aten::linear", inputs: [[4, 8], [6, 8]], outputs: [[4, 6]], id: 9, parent: 2)
        let between = Call(name: "aten::t", inputs: [[6, 8]], outputs: [[8, 6]], id: 10, parent: 9)
        let inner = Call(name: "aten::addmm", inputs: [[6], [4, 8], [8, 6]], outputs: [[4, 6]], id: 11, parent: 10)
        for calls in [[outer, between, inner], [inner, between, outer]] {
            for bytes in [Array(TraceWriter.pytorch(calls).utf8), TraceWriter.chakra(calls)] {
                let workload = try Reading.workload(bytes)
                #expect(try workload.counters().multiplyAccumulates == 4 * 8 * 6)
                #expect(workload.operations.map(\.name) == ["aten::linear"])
            }
        }
        let kineto = try Reading.workload(TraceWriter.kineto([outer, between, inner], nested: true))
        #expect(try kineto.counters().multiplyAccumulates == 4 * 8 * 6)
        let beside = try Reading.workload(TraceWriter.kineto([outer, between, inner]))
        #expect(try beside.counters().multiplyAccumulates == 2 * 4 * 8 * 6)
    }

    @Test("a ring of parents ends")
    func ring() throws {
        var calls = [
            Call(name: "aten::mm", inputs: [[2, 3], [3, 4]], outputs: [[2, 4]], id: 5, parent: 6),
            Call(name: "aten::t", inputs: [[2, 3]], outputs: [[3, 2]], id: 6, parent: 7),
        ]
        calls.append(Call(name: "aten::t", inputs: [[2, 3]], outputs: [[3, 2]], id: 7, parent: 6))
        #expect(try Reading.workload(TraceWriter.chakra(calls)).counters().multiplyAccumulates == 24)
    }

    @Test("slices of one call count once; two calls of the same shape count twice")
    func slices() throws {
        let call = Call(name: "aten::mm(0)", inputs: [[2, 3], [3, 4]], outputs: [[2, 4]], id: 5, slice: 40)
        var (second, other) = (call, call)
        (second.name, second.id) = ("aten::mm(1)", 6)
        (other.id, other.slice) = (7, 41)
        #expect(try Reading.workload(TraceWriter.chakra([call, second])).counters().multiplyAccumulates == 24)
        #expect(try Reading.workload(TraceWriter.chakra([call, second, other])).counters().multiplyAccumulates == 48)
    }

    @Test("what has no rule, or no format, is named as not metered")
    func unmetered() throws {
        let calls = [
            Call(name: "aten::mm", inputs: [[2, 3], [3, 4]], outputs: [[2, 4]], id: 5),
            Call(name: "aten::mm", inputs: [[2, 3], [3, 4]], outputs: [[2, 4]], type: "long", id: 6),
            Call(name: "aten::_cudnn_rnn", inputs: [[2, 3]], outputs: [[2, 4]], id: 7),
        ]
        let integers = [calls[1]], floats = [calls[0], calls[2]]
        let mixed = try Reading.workload(TraceWriter.pytorch(floats))
        #expect(mixed.unmetered.map(\.name) == ["aten::_cudnn_rnn"])
        let error = try #require(throws: WorkloadError.self) { try Reading.workload(TraceWriter.pytorch(integers)) }
        #expect(error.description.contains("nothing in it can be metered"))
    }

    @Test("PyTorch's and Chakra's collectives carry kind, bytes and group", arguments: 0..<9)
    func collectives(type: UInt64) throws {
        let kinds: [Exchange.Kind] = [
            .allReduce, .reduce, .allGather, .gather, .scatter, .broadcast, .allToAll, .reduceScatter, .reduceScatter,
        ]
        let bytes = TraceWriter.chakra([]) + TraceWriter.collective(type: type, bytes: 4096)
        let workload = try Reading.workload(bytes)
        #expect(workload.exchanges[kinds[Int(type)]]?.bytes == 4096)
        let sent = try workload.counters(ranks: 4)[.linkBytesSent]
        let expected: [Exchange.Kind: UInt128] = [.allReduce: 6144, .allGather: 3072, .reduceScatter: 3072]
        #expect(sent == expected[kinds[Int(type)], default: 4096])
        #expect(try workload.counters(ranks: 1)[.linkBytesSent] == 0)
    }

    @Test("PyTorch's record of a collective is read from its attributes")
    func attributes() throws {
        let text = """
            {"schema": "1.1.1-chakra.0.0.4", "nodes": [{"name": "record_param_comms", "id": 3, "ctrl_deps": 2,
            "inputs": {"values": [], "shapes": [], "types": []}, "attrs": [
            {"name": "collective_name", "type": "string", "value": "reduce_scatter"},
            {"name": "in_msg_nelems", "type": "uint64", "value": 1000},
            {"name": "out_msg_nelems", "type": "uint64", "value": 250},
            {"name": "dtype", "type": "string", "value": "BFloat16"},
            {"name": "group_size", "type": "uint64", "value": 4}]}]}
            """
        let workload = try Reading.workload(text)
        #expect(workload.exchanges[.reduceScatter]?.bytes == 2000)
        #expect(try workload.counters()[.linkBytesSent] == 1500)
    }
}
